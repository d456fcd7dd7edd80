"""Writes one table as XLSX, XLS and ODS with other people's libraries, and says what is in it."""
import datetime
import json
import sys

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

folder = sys.argv[1]
when = datetime.datetime(2024, 2, 29, 13, 30, 15)
rows = [["Operator", "Jane"], [], ["Time (s)", "Current [A]", "Note", "When", "Good"]]
rows += [[i * 0.5, 1e-9 * i, f"note {i}" if i % 2 else "", when + datetime.timedelta(hours=i), i % 2 == 0] for i in range(300)]

book = openpyxl.Workbook()
book.properties.creator = "Jane"
book.properties.title = "Measured"
sheet = book.active
sheet.title = "First"
for row in rows:
    sheet.append(row)
hidden = book.create_sheet("Größe & Co")
hidden["C5"] = 7
hidden["D6"] = "=C5*2"
hidden.sheet_state = "hidden"
book.create_sheet("empty")
book.save(f"{folder}/book.xlsx")

old = xlwt.Workbook()
sheet = old.add_sheet("First")
days = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
for i, row in enumerate(rows):
    for j, value in enumerate(row):
        if isinstance(value, datetime.datetime):
            sheet.write(i, j, value, days)
        elif value != "":
            sheet.write(i, j, value)
second = old.add_sheet("Größe & Co")
second.write(4, 2, 7)
# Strings long and many enough to go on in further records, narrow and wide.
third = old.add_sheet("words")
words = [("ä" if i % 3 else "Ω") * (i * 37 % 3000) + str(i) for i in range(400)]
for i, word in enumerate(words):
    third.write(i, 0, word)
old.save(f"{folder}/book.xls")

document = OpenDocumentSpreadsheet()
table = Table(name="First")
for row in rows:
    line = TableRow()
    for value in row:
        if isinstance(value, bool):
            cell = TableCell(valuetype="boolean", booleanvalue="true" if value else "false")
        elif isinstance(value, (int, float)):
            cell = TableCell(valuetype="float", value=str(value))
        elif isinstance(value, datetime.datetime):
            cell = TableCell(valuetype="date", datevalue=value.isoformat())
        elif value == "":
            cell = TableCell(numbercolumnsrepeated="1")
        else:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
        line.addElement(cell)
    table.addElement(line)
filler = TableRow(numberrowsrepeated="1048000")
filler.addElement(TableCell(numbercolumnsrepeated="16000"))
table.addElement(filler)
document.spreadsheet.addElement(table)
second = Table(name="Größe & Co")
document.spreadsheet.addElement(second)
document.save(f"{folder}/book.ods")
print(json.dumps({"lengths": [len(word) for word in words[:100]]}))
