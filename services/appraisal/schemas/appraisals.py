"""Schemas: appraisals (考察) from plan to conclusion."""
