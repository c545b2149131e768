"""Versioned models of 双10+5+1 (分析研判模型)."""
