"""
How a message leaves the house: one way a file behind one protocol.

``build.open_channels`` chooses them by the settings. Messages to telephones and to
mailboxes go to files unless an office names a gateway and a mail server.
"""
