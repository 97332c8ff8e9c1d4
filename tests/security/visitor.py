"""A worker in a process of its own: only so can a visit's memory be told from that of the tests.

The parsing children import this module too, so that it imports nothing by itself.
"""

if __name__ == "__main__":
    import django

    django.setup()

    from tests.security.visiting import main

    main()
