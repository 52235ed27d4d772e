"""The Django project: settings, URLs and the set-up command. The product lives in `cards`."""
