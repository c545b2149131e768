"""Rows of appraisal (考察与分析研判), by subject."""
