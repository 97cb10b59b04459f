"""core.decoding: ordinary command lines hide nothing, and nothing is decoded of them."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decoding.ladder import decode, hidden_text

LINES = r"""
cmd.exe /c dir C:\Users\Public /s /b
"C:\Windows\System32\cmd.exe" /c copy /b "a.txt"+"b.txt" "c.txt"
cmd /c copy /b part1.bin+part2.bin whole.bin
cmd /c "if exist %SystemRoot%\System32\foo.exe echo %TEMP% %USERNAME%"
cmd /c echo 100%& echo 50% of %PATH%
cmd /c for /f "tokens=1,2 delims=," %a in (list.txt) do @echo %a %b
cmd /c for %%i in (*.log) do type %%i
cmd /c set PATH=C:\tools;%PATH%
cmd /c set PATH=C:\tools;%PATH%&& tool.exe
cmd /c findstr /r "^foo$" a.txt
cmd /c findstr /c:"^\[section\]" a.ini
cmd /c echo a ^& b ^| c ^> d
cmd /c type a.txt | find "x" > b.txt 2>&1
findstr ^foo C:\a.txt
git show HEAD^ --stat
git rebase -i HEAD^^
powershell.exe -ExecutionPolicy Bypass -File C:\scripts\Get-Inventory.ps1 -Environment Production
powershell -NoProfile -Command "Get-ChildItem -Path C:\Temp -Filter *.log | Remove-Item -Force"
powershell -ep bypass -file a.ps1
powershell -c "Get-Service | Where-Object {$_.Status -eq 'Running'} | ForEach-Object { $_.Name }"
powershell -c "$x = 'C:\Temp'; Get-ChildItem $x; Set-Location $x"
powershell -c "'{0:yyyy-MM-dd}' -f (Get-Date)"
powershell -c "1..10 | % { $_ * 2 }"
powershell -c "(Get-Content a.txt) -join ','"
powershell -c "$list -join ', '"
powershell -c "$a -replace '\d+','x'"
powershell -c "(Get-Item a.txt).Name.Split('.')[-1]"
powershell -c "$args[0]"
powershell -Command "Write-Host `n; Write-Host `t"
powershell -c "[char]::IsLetter('a')"
chrome.exe --app-id=abcdefghijklmnopabcdefghijklmnop --profile-directory=Default
svchost.exe -k netsvcs -p -s Schedule
C:\Windows\system32\DllHost.exe /Processid:{3AD05575-8857-4850-9277-11B85BDB8E09}
rundll32.exe shell32.dll,Control_RunDLL C:\Windows\System32\timedate.cpl
msiexec.exe /i {90160000-008C-0000-1000-0000000FF1CE} /qn PROPERTY="value with blanks" TRANSFORMS="a.mst"
certutil -hashfile a.exe SHA256
tool --sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
tool --sha256 9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08
tool --sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709 --md5 d41d8cd98f00b204e9800998ecf8427e
tool --integrity sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
tool --key MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEiCRJP7VQ
tool ApplicationFrameHostWindowManagerServiceProviderRegistration
tool thisisaveryveryverylongwordwithoutanyblanksinit
tool C:/Users/Public/Documents/Projects/Application/Configuration/Release
tool /Users/Public/Documents/Projects/Application/Configuration/Release
tool SoftwareDistributionDownloadInstallerPackageVersionUpdate
C:\build\x64\x86\x64\tool.exe \x64\x64\
cl.exe /D"NAME=value" /I"C:\include dir" /Fo"out\\" a.c
java -Dfile.encoding=UTF-8 -cp "lib/*;classes" com.example.Main --name "O'Brien" --other 'x'
reg add "HKCU\Software\My App" /v "Some Name" /t REG_SZ /d "a"b /f
reg add HKLM\Software\x /v y /t REG_BINARY /d 0102030405060708090a0b0c0d0e0f10 /f
schtasks /create /tn "My Task" /tr "\"C:\Program Files\a b\c.exe\" -x \"y z\"" /sc daily
wmic process where "name='cmd.exe' and processid=1234" get commandline
sqlcmd -Q "SELECT 'a', 'b' FROM t WHERE x LIKE 'c%' AND y = 'd'"
mysql -e "select `id`,`name` from `users`"
python -c "print('a', 'b'); x = [1,2,3]; print(x[0])"
node -e "console.log(['a','b'].join(','))"
curl -d "{\"a\":\"b\",\"c\":[1,2,3]}" https://api.example.com
perl -e "print 'x'"
grep -e AAAAAAAAAAAA file
bash -c "echo $HOME && ls -la"
net use \\fs01\share$ /user:CORP\jdoe Passw0rd!
echo Hello World! This is great!
"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE" /dde
"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE" "C:\Users\jdoe\Downloads\Q3 100% (final).xlsx"
splwow64.exe 12288
WerFault.exe -u -p 1234 -s 5678
regsvr32 /s /n /u /i:http://example.com/file.sct scrobj.dll
mshta http://example.com/a.hta
bitsadmin /transfer job /download /priority high http://example.com/a.txt C:\a.txt
wscript.exe C:\Users\jdoe\AppData\Local\Temp\a.vbs //B
explorer.exe /select,"C:\a,b.txt"
taskkill /f /im "notepad.exe" /t
ffmpeg -i "a.mp4" -filter_complex "[0:v]scale=1280:720[v]" -map "[v]" out.mp4
7z a -p"secret" -mx9 out.7z *
ssh -i key user@host "echo 'a'; echo 'b'"
docker run --rm -v "C:\a":/a image sh -c 'echo "$x"'
tar -cf - a | gzip > b.gz
OfficeC2RClient.exe /update SCHEDULEDTASK displaylevel=False updatepromptuser=False
sc create svc binPath= "C:\a b\c.exe -k" start= auto
C:\WINDOWS\system32\backgroundTaskHost.exe -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca
taskhostw.exe {222A245B-E637-4AE9-A93F-A59CA119A75E}
conhost.exe 0xffffffff -ForceV1
x.exe --data=AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAAzY8vJ9Kkz0yZ
x.exe --colors 255,128,64 --ids 72,101,108,108,111
x.exe "a""b""c"
x.exe a"b c"d
python -c r"C:\x"
x.exe C:\Users\jdoe\AppData\Local\Temp\%7B1234-5678%7D\a.exe
""".strip().splitlines()

LONG_LINES = (
    '"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe" --single-argument https://example.com/search?'
    "q=caf%C3%A9+%26+bar%20x&redirect=https%3A%2F%2Fexample.org%2F",
    '"C:\\Program Files (x86)\\Microsoft\\Edge\\msedge.exe" --type=renderer --field-trial-handle=1720,i,'
    "1234567890123456789,9876543210987654321,131072 --lang=en-US --js-flags=--ms-user-locale=",
    "curl -H 'Authorization: Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0."
    "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U' https://api.example.com",
    "OneDrive.exe /url:https://contoso.example/personal/a_b/onedrive.aspx?id=%2Fpersonal%2Fa%5Fb%2Fx%2Epdf",
)


@pytest.mark.parametrize("line", [*LINES, *LONG_LINES])
def test_nothing_is_decoded(line: str) -> None:
    """Words, paths, GUIDs, hashes, switches and scripts that hide nothing give no step."""
    ladder = decode(line)

    assert ladder.steps == ()
    assert not ladder.is_cut
    assert hidden_text(line) is None


@given(st.binary(min_size=1, max_size=40), st.sampled_from(["md5", "sha1", "sha256", "sha512"]))
def test_a_hash_is_no_text(content: bytes, algorithm: str) -> None:
    """In hexadecimal of either case, alone and named."""
    digest = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()

    assert decode(digest).steps == ()
    assert decode(f"tool --hash {digest.upper()} {algorithm}={digest}").steps == ()


@given(st.uuids())
def test_a_guid_is_no_text(guid: uuid.UUID) -> None:
    """With and without its dashes and braces."""
    assert decode(f"DllHost.exe /Processid:{{{guid}}} {guid} {guid.hex} {str(guid).upper()}").steps == ()
