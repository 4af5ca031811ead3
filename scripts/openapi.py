"""Print the OpenAPI document, from which the dashboard's types are made.

python -m scripts.openapi
"""

import json
import sys

from web.app import document

if __name__ == "__main__":
    json.dump(document(), sys.stdout)
