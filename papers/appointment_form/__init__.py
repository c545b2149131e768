"""The form for appointments and removals (干部任免审批表) on its two pages of A4: as a Word document and as PDF."""
