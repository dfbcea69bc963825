"""What a browser would send of the open form of a page, and what a page says."""

import re

from initiatives.domain.money import answers


def name(made, text):
    return answers.name_of(made.questions.get(text=text).pk)


def shown(client, url):
    """What the browser would send of the open form as it is shown."""
    form = client.get(url).context["form"]
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            rows = bound.rows
            data[f"{bound.html_name}-rows"] = str(len(rows))
            data |= {cell.html_name: cell.value() or "" for row in rows for cell in row.cells}
        elif hasattr(value, "strftime"):
            data[bound.html_name] = f"{value:%d.%m.%Y}"
        elif value is not True and value is not False:
            data[bound.html_name] = "" if value is None else value
        elif value:
            data[bound.html_name] = "on"
    return data


def page(client, url):
    return re.sub(r"[ \n]+", " ", client.get(url).content.decode())


def opened(url, section):
    return f"{url}?bearbeiten={section}"
