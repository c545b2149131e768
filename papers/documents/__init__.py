"""Documents (文书) from templates that an administrator can replace: declared, checked, filled in."""
