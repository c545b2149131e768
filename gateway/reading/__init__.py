"""How workbooks and text tables are read, by their kinds; a part of `gateway.workbook_reader`, in its process."""
