"""The sheet of a leadership team (班子配备表), with the structure of the team (班子结构) in words and as bars."""
