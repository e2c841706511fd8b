"""
The profile, asked one question a page; of the seeker, or by a clerk in their place.

``taps`` says what a question is, ``forms`` what is typed where no tap fits,
``catalogue`` which questions there are, ``pages`` how they are shown and answered.
"""
