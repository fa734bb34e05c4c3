"""What the person sees. Everything here runs on Kivy's thread, and nothing here touches a socket.

Remote text is drawn by plain labels only, never as markup.
"""
