"""What leaves the studio: the folder a character is handed on in, and the page all of them are found on."""
