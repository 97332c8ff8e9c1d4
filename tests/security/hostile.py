"""Hosts and addresses that lead, or may be read to lead, to where nobody may be sent."""

OPEN = "127.0.0.77"
"""The one address that is open here; everything else on loopback is as forbidden as the network behind it."""
ZONE = {
    "inside.example": ["10.1.2.3"],
    "loop.example": ["127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "mixed.example": [OPEN, "127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "six.example": ["fd00:ec2::254"],
    "127.0.0.1.wildcard.example": ["127.0.0.1"],
    "xn--zeitung-fr-ieb.example": ["192.168.0.10"],
}
"""What the system's name server says."""
HOSTILE = [
    # IPv4 in every spelling that some program reads
    *("127.0.0.1", "127.0.0.1.", "127.0.0.2", "127.255.255.254", "0.0.0.0", "0", "00", "0x0"),
    *(
        "127.1",
        "127.0.1",
        "2130706433",
        "02130706433",
        "017700000001",
        "0x7f000001",
        "0x7F.0.0.1",
        "0177.0.0.1",
    ),
    *(
        "0177.0x0.0.01",
        "127.0.0.01",
        "127.0.0.1.0",
        "4294967297",
        "0x1_7f000001",
        "127.0.0.1e0",
        "127。0。0。1",
    ),
    *("①②⑦.⓪.⓪.①", "１２７.0.0.1", "127.0.0.٠", "૧૨૭.0.0.1", "127%2e0.0.1", "127.0.0.1%00.example"),
    # ranges that are no part of the public internet
    *(
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.192",
    ),
    *(
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
    ),
    *("203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    # IPv6, and IPv4 inside it
    *(
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::7f00:1]",
    ),
    *("[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]"),
    *(
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::1]",
        "[2001:0:7f00:1::]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[fe80::1]",
    ),
    *("[fe80::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[100::1]", "[5f00::1]"),
    *("[v1.127.0.0.1]", "[127.0.0.1]", "[::1", "::1"),
    # names
    *(
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ｌｏｃａｌｈｏｓｔ",
        "loc\u00adalhost",
        "lo\u200bcalhost",
        "ⓛocalhost",
    ),
    *(*ZONE, "INSIDE.example.", "zeitung-für.example", "inside。example", "inside%2eexample"),
    # who reads the host where?
    *(
        "good.example@127.0.0.1",
        "good.example:80@127.0.0.1",
        "127.0.0.1@good.example",
        "127.0.0.1\\@good.example",
    ),
    *(
        "good.example\\@127.0.0.1",
        "127.0.0.1\\.good.example",
        "127.0.0.1 .good.example",
        "127.0.0.1\t.good.example",
    ),
    *(
        "127.0.0.1\r\nHost: good.example",
        "good.example#@127.0.0.1@",
        "@127.0.0.1",
        "good.example%40127.0.0.1",
    ),
    *(
        "127.0.0.1%23.good.example",
        "127.0.0.1%2f.good.example",
        "127.0.0.1;good.example",
        "127.0.0.1,good.example",
    ),
]
"""Hosts, to each of which a port is added."""
WHOLE = [
    *("http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:٨٠/", "http://127.0.0.1:+80/"),
    *(
        "http://open.example:22/",
        "http://open.example:25/",
        "http://open.example:6667/",
        "http://127.0.0.1:/",
    ),
    *("http:127.0.0.1/", "http:/127.0.0.1/", "http:///127.0.0.1/", "http:\\\\127.0.0.1\\", "//127.0.0.1/"),
    *(
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "dict://127.0.0.1:11211/",
        "ftp://127.0.0.1/",
        "ldap://[::1]/",
    ),
    *(
        "jar:http://127.0.0.1!/",
        "unix:///run/redis.sock",
        "http+unix://%2Frun%2Fredis.sock/",
        "data:text/html,x",
        "javascript:1",
    ),
]
