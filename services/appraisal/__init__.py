"""Appraisal and analysis (考察与分析研判): how cadres and teams are looked at, and what it adds up to.

It owns the four kinds of appraisal and 无任用考察 with the catalogue of their mechanisms, talks, anonymous ballots,
deeds and major matters, the evidence that other services' events bring, the versioned models of 双10+5+1 with the
indices computed by them, the analysis of teams, and the contact points. An index is advice: a named person confirms.
"""
