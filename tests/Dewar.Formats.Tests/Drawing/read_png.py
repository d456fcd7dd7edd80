"""Says the size of a PNG, and the SHA-256 of its pixels as red, green and blue."""
import hashlib
import json
import sys

from PIL import Image

picture = Image.open(sys.argv[1])
picture.load()
print(json.dumps(f"{picture.width}x{picture.height} {hashlib.sha256(picture.convert('RGB').tobytes()).hexdigest()}"))
