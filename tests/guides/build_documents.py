"""Build the guides in office formats that retrieval is tuned and reported on.

    python tests/guides/build_documents.py

writes nurse.docx, project-manager.pdf and data-scientist.docx beside this file. The same
words always give the same bytes. The texts are written for this project; their figures are
plausible and dated, but are no source on nursing, project management or data science.

The texts below are in a small markup, one block a paragraph:

    # …        the title                     * …    a bullet            | a | b    a table row
    ## …       a heading of level 1          ** …   a nested bullet     > …        a note
    ### …      a heading of level 2          + …    a numbered step
    #### …     a heading of level 3          • …    or - … a bullet typed by hand

with __bold__, [text](address) and ^superscript^ inside.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

NURSE = """
# Becoming a Nurse: Your Step-by-Step Career Guide

Careers office handout, updated April 2025. For school leavers, career changers and anyone who has
ever been told “you'd make a good nurse”.

## WELCOME

Nursing is one of the few jobs where you can start at 18 or at 48 and be equally welcome. This
guide walks you through the work itself, the training, the registration paperwork, the money and
the places a nursing career can take you. We concentrate on the United Kingdom and the United
States, with shorter notes on Ireland and Australia.

There were 841,367 nurses, midwives and nursing associates on the UK register in September 2024,
the highest number ever recorded. Even so, hospitals in England reported about 27,000 unfilled
nursing posts at the end of 2024.

__Tip:__ print the checklist in the chapter on entry requirements and tick things off as you go.
Most people who drop out of the application process do so over one missing document.

## WHAT NURSES ACTUALLY DO

Forget the television version. A registered nurse assesses patients, plans their care, gives
medicines, watches for signs that somebody is getting worse, and explains what is happening to
worried people. Roughly a third of a ward nurse's time goes on records and handovers.

### A typical shift

Most UK wards run on long days of 12.5 hours, 07:30 to 20:00, with the night team taking over from
19:30. A full-time nurse works 37.5 hours a week, which comes to three long shifts most weeks and
a fourth one every month or so.

A day on a surgical ward often looks like this:

• 07:30 – handover from the night team and sharing out of patients, usually 6 to 8 per nurse
• 08:30 – medicine round, observations and preparation of the first patients for theatre
• 11:00 – ward round with the doctors
• 14:00 – discharges, new admissions, wound care
• 18:00 – second medicine round, notes, relatives' questions

__You will not get every break on time, and no honest ward manager will promise you that you
will.__

### Where nurses work

Around six in ten UK nurses work in hospitals. The rest are spread more widely than people think:

* GP surgeries (practice nursing)
* patients' own homes (district nursing)
* schools, prisons and the armed forces
* care homes and hospices
* occupational health departments of large employers
* cruise ships, which usually ask for at least two years of acute experience

### Nurse, midwife or healthcare assistant?

People mix these up all the time. A nurse cares for ill or injured people of one of four “fields”.
A midwife cares for women and babies through pregnancy, birth and the first weeks, and takes a
separate midwifery degree. A healthcare assistant washes, feeds, moves and observes patients under
a nurse's supervision and needs no registration; many start at NHS Band 2 or 3 and train as nurses
later.

## ROUTES INTO NURSING

All routes end at the same register. Pick the one that suits your wallet and your patience.
__Nursing associate:__ a two-year foundation degree, paid from day one, that leads to a bridging
role between assistant and nurse; associates can top up to full nurse in about 18 more months.

### University degree

The usual UK route is a three-year BSc in one of four fields: adult, children's, learning
disability or mental health. Scottish honours programmes take four years. Half of the course,
2,300 hours, is spent on placement, and up to 600 of those hours may be simulated. Students in
England can claim a Learning Support Fund grant of £5,000 a year that never has to be paid back.

### Nursing degree apprenticeship

An apprentice is an employee: no tuition fees, a wage throughout, and four days of work to one of
study. The catch is time and competition. An apprenticeship usually takes four years, and some
trusts had 40 applicants for each place in 2024. Your employer must agree first, so you apply to
the trust and not to the university.

### The US route: ADN or BSN

In the United States you can qualify with an Associate Degree in Nursing (ADN) or with a Bachelor
of Science in Nursing (BSN). Both let you sit the same licensing exam.

| | ADN | BSN |
| Length | 2 years | 4 years |
| Typical total tuition, public college (2024) | $10,000 to $22,000 | $40,000 to $90,000 |
| Average starting pay (2024) | $66,000 | $74,000 |
| Magnet hospitals | rarely hired | preferred |
| Bridge course to the next level | RN-to-BSN, 12 to 18 months, online | MSN, about 2 years |

New York has required nurses licensed since December 2017 to earn a BSN within ten years of their
first licence.

### Coming from another career

Graduates of any subject can take a shortened course: a two-year postgraduate diploma or master's
in the UK, or an accelerated BSN of 11 to 18 months in the US. You will be asked for some evidence
of care experience, and 100 hours of volunteering in a care home is normally enough.

Tip: do not hide your previous job. Teachers, soldiers and bar staff all bring things that wards
need.

## ENTRY REQUIREMENTS

For a UK nursing degree in 2025 you will normally need all of these:

* five GCSEs at grade 4 (C) or above, including English, maths and a science
* two or three A-levels, or a BTEC or Access to HE diploma, worth 96 to 120 UCAS points
* an enhanced criminal record check (DBS), which costs £49.50 and is often paid by the university
* occupational health clearance, with proof of measles and hepatitis B vaccination
* an interview, usually several short “stations” of five to seven minutes each

Applications go through UCAS. The deadline for equal consideration was 29 January 2025, but many
courses still had places in Clearing in August. A caution or conviction does not bar you
automatically, so declare it early and in full.

## REGISTRATION AND LICENSING

“Nurse” is not quite a protected title in the UK, but “registered nurse” is. Without a
registration or licence you cannot work as one anywhere in this guide.

### Joining the NMC register (UK)

When you pass your course the university tells the Nursing and Midwifery Council (NMC). You then
create an online account, declare your health and character, and pay. The fee is £120 a year, it
has not changed since 2015, and you can claim tax relief on it. Expect a PIN within two to ten
working days. Until the PIN arrives you may work only at Band 3 or 4.

### The NCLEX-RN (US)

American boards of nursing all use the NCLEX-RN, a computer-adaptive exam. It has between 85 and
150 questions and lasts up to five hours, breaks included. Registration costs $200, to which your
state adds its own licence fee of $75 to $350. In 2024, 91% of candidates trained in the US passed
at the first attempt. If you fail, you must wait 45 days before you try again.

- book the test as soon as your Authorization to Test arrives; it is valid for 90 days on average
- practise the Next Generation case studies, introduced in April 2023, which give partial credit
- sit at least two full mock exams, timed, without your phone

__Good news for people who like to move:__ 43 jurisdictions had joined the Nurse Licensure Compact
by early 2025, and a compact licence is valid in all of them. California and New York are not
members.

### Nurses trained abroad

To register in the UK, nurses trained elsewhere take a test of competence in two parts: a
computer-based test (£83) and a practical exam called the OSCE (£794). English is proved by IELTS
Academic with 7.0 overall (6.5 is accepted in writing) or by OET with grade B (C+ in writing).
Most NHS trusts refund the exam fees and the first flight.

The United States asks for a credentials evaluation by CGFNS, the NCLEX-RN and, for a visa, a
VisaScreen certificate. Plan for 18 to 36 months from first form to first shift.

### Keeping your registration

UK nurses revalidate every three years. You need 450 hours of practice, 35 hours of continuing
professional development (20 of them with other people), five pieces of feedback, five written
reflections and one reflective discussion. US rules differ by state: California wants 30 contact
hours every two years, Texas 20, and Colorado none.

## PAY

Nobody goes into nursing to get rich, but the pay is steadier than its reputation. All figures
below are before tax.

### NHS pay bands 2025/26

These are the Agenda for Change rates for England from 1 April 2025. High-cost-area supplements
add up to 20% in inner London, with a minimum of £5,609 a year.

| Band | Typical job | Bottom of the band | Top of the band |
| 5 | Newly registered nurse | £31,049 | £37,796 |
| 6 | Senior nurse, district nurse | £38,682 | £46,580 |
| 7 | Ward manager, advanced practitioner | £47,810 | £54,710 |
| 8a | Matron, lead nurse | £55,755 | £62,682 |

Scotland pays a little more: a new Band 5 nurse there earned £33,247 from April 2025.

### Pay in the United States

The median wage of registered nurses was $93,600 a year in May 2024. The lowest tenth earned under
$66,030 and the highest tenth more than $135,320. Place matters more than anything else: the
average in California was $148,330, in Texas $91,690 and in South Dakota $72,210.

Advanced roles pay far better. Nurse practitioners had a median of $129,210 and nurse anesthetists
$223,210 in the same survey.

### Ireland and Australia

A staff nurse in Ireland starts at €36,900 and reaches €54,800 at the top of the scale (March
2025). In Australia, a graduate nurse in New South Wales began on about A$75,000 in 2024, and one
in Queensland on about A$80,500, the best starting rate in the country.

### Extras: nights, weekends and agency work

In the NHS, Band 5 nurses get 30% on top for nights and Saturdays and 60% for Sundays and bank
holidays. Bank shifts at your own trust pay your normal rate or slightly more. Agency nurses in
England earned £20 to £32 an hour in 2024, and American travel nurses about $2,100 a week, down
from peaks above $3,500 in early 2022.

## SPECIALISMS

You choose a field before you train and a specialism afterwards. Most people try two or three in
their first five years.

### Emergency and critical care

Fast, technical, never boring. In intensive care a nurse looks after one ventilated patient,
against six to eight on a ward. Units like you to have six months on a general ward first, though
some take new graduates on a preceptorship of 12 months. Useful courses are Immediate Life Support
(one day) and Advanced Life Support (two days).

### Mental health

Mental health nurses work through talking, observation and medicines, on wards, in crisis teams
and in the community. It is the field with the most vacancies in England. __Retirement at 55__ is
still possible for some staff with “special class status”, but only if they joined the scheme
before 6 March 1995.

### Community and district nursing

District nurses see 8 to 14 patients a day in their own homes, doing wound care, insulin,
catheters and palliative care. You need a driving licence and, for the district nurse title, a
one-year specialist practitioner course at Band 6. Hours are closer to nine-to-five than anywhere
else in nursing, but you make decisions alone.

## CLIMBING THE LADDER

A common path looks like this: newly registered nurse (Band 5), senior nurse after two to three
years (Band 6), ward manager or clinical specialist after five to eight (Band 7), then matron
(Band 8a) and, for a few, director of nursing.

__Clinical ladder.__ Advanced clinical practitioners assess, diagnose and often prescribe. You
need a master's degree, which takes three years part-time and is usually paid for by the employer.
__Prescribing:__ the independent prescriber course (V300) takes 26 taught days and can be started
one year after registration.

__Teaching ladder.__ Practice educators and lecturers normally have a teaching certificate and,
more and more, a doctorate. Lecturers at UK universities started at about £43,000 in 2024.

## SKILLS THAT MATTER

Ask ten ward managers and you will hear the same list:

* noticing small changes before the monitor does
* arithmetic: drug calculations are tested at 100% in the final year
* clear handovers, for which most hospitals use SBAR (situation, background, assessment,
recommendation)
* calm under pressure
* knowing when to say “I don't know, I'll find out”

Computer skills used to be optional. Today nearly every English acute trust keeps electronic
records, so touch typing is worth an hour a day of practice for a month.

## LOOKING AFTER YOURSELF

Sickness among NHS nurses ran at 5.4% in 2024, and the most common reason was anxiety, stress or
depression. Back injuries come next. Things that help, according to nurses who stayed:

- ask for a set rota pattern after your first year
- on nights, eat at the start of the shift and again no later than 3 a.m.
- use the slide sheet even when you are in a hurry
- see the staff psychologist early, not when you are already off sick

Join a union before your first shift: membership of the Royal College of Nursing cost newly
qualified nurses £108 in their first year and includes legal cover of up to £10 million.

## COMMON MISTAKES

Mistake one is choosing a field by its image. Shadow a nurse for a day before you apply. Mistake
two is applying to five universities with a personal statement about doctors. Mistake three comes
later: taking agency shifts in the first year, when nobody has time to teach you anything.

__Warning:__ never pay a recruiter for a nursing job in the UK. Charging candidates for finding
work is illegal there, and genuine trusts never ask for it.

## FREQUENTLY ASKED QUESTIONS

### Do I have to pay tuition fees?

In England yes: up to £9,535 a year from autumn 2025, normally covered by a student loan. In
Scotland, Scottish students pay nothing and receive a bursary of £10,000 a year. Wales waives the
fees for those who promise to work there for two years afterwards.

### Can I work part-time?

Yes. NHS staff may ask for flexible working from their first day, as often as they like. About
four in ten NHS nurses work less than full time.

### Am I too old to start?

No. The average age of UK nursing students is 29, and the oldest person to join the register in
2023 was 66. There is no upper age limit for student loans for tuition.

## FINAL WORDS

Nursing asks a lot and pays back slowly, in skill, in security and in stories. If you are still
unsure, spend a fortnight as a bank healthcare assistant: it costs nothing, it is paid, and it
will tell you more than any handout, this one included.
"""

PROJECT_MANAGER = """
# Project Manager Career Guide 2025

Third edition, January 2025. Salary data collected between June and November 2024 from 3,180
practitioners in eleven countries, supplemented by published statistics.

## 1 Introduction

Project management has turned from a skill that engineers picked up on the side into a profession
with its own degrees, charters and career ladders. The Project Management Institute estimates that
employers will need 25 million new project professionals between 2021 and 2030, or about 2.3
million a year. In the United States, employment of project management specialists is projected to
grow by 6% from 2024 to 2034.

This guide is written for three readers: the graduate choosing a first employer, the specialist
who has been running projects without the title, and the experienced manager deciding between a
portfolio role and independent contracting. Each chapter can be read on its own.

## 2 The Role

### 2.1 What a project manager is accountable for

A project manager is accountable for delivering an agreed outcome within an agreed scope, schedule
and budget. The words matter. Responsibility for tasks is delegated; accountability for the result
is not. In our survey, project managers spent 41% of their week in meetings, 22% on reporting, 17%
on planning and risk, 12% on suppliers and contracts, and only 8% on anything that they described
as technical work.

Typical duties include:

* agreeing the business case and the success measures with the sponsor
* building and maintaining the schedule, the budget and the risk register
* chairing a weekly team meeting and a monthly steering committee
* controlling changes to scope once the baseline has been approved
* closing the project, releasing the team and recording what was learned

### 2.2 Project, programme and portfolio

A project produces a defined output and then ends. A programme coordinates several projects whose
combined benefits none could deliver alone; it often lasts three to seven years. A portfolio is
the whole set of projects and programmes that an organisation chooses to fund, and the portfolio
manager's question is not “are we doing it right?” but “are we doing the right things?”

### 2.3 Project manager or product manager?

The two titles are confused in almost every job board search. A project manager owns the when and
the how much; a product manager owns the what and the why. Projects have an end date, products
live until they are withdrawn. Product managers in the United States earned about 14% more than
project managers at the same level in 2024, but there were 2.6 project vacancies for each product
vacancy.

## 3 Entering the Profession

Only 19% of the practitioners whom we asked had planned to become project managers. The others
arrived by one of the roads below.

### 3.1 Starting from an operational role

The most common road, taken by 54%, is to lead a small project inside one's present department: an
office move, a software upgrade, an audit. Volunteer for work that has a deadline, a budget and
people who do not report to you. Keep a record of the figures, since you will need documented
months of experience for the certificates in chapter 4.

### 3.2 Starting as a coordinator or PMO analyst

Larger employers hire juniors into a project management office (PMO). Coordinators take minutes,
maintain plans and chase actions. Analysts consolidate reports across projects. Most stay for 18
to 30 months before they are given a project of their own, usually one worth less than $250,000.

### 3.3 Degrees and apprenticeships

A bachelor's degree is requested in 71% of advertisements, but in just 12% of them does it have to
be in project management. England offers a Level 4 apprenticeship (associate project manager, 24
months) and a Level 6 degree apprenticeship (project manager, 48 months). Master's programmes
accredited by the Association for Project Management (APM) or by PMI cost between £11,000 and
£32,000 in the United Kingdom.

## 4 Certifications

Certificates do not make a project manager, but recruiters filter by them. In the United States
the PMP appeared in 46% of advertisements in 2024; in the United Kingdom PRINCE2 appeared in 38%.

### 4.1 PMP

The Project Management Professional (PMP) is the best-known credential in the world, with more
than 1.5 million holders. Candidates with a four-year degree must show 36 months of leading
projects within the past eight years; candidates without one must show 60 months. Both need 35
hours of formal project management education.

The exam has 180 questions in 230 minutes with two breaks of ten minutes. It costs $405 for PMI
members and $575 for others. PMI does not publish a pass mark; training companies estimate that
about 65% of correct answers are enough. Holders must collect 60 professional development units
every three years.

### 4.2 CAPM

The Certified Associate in Project Management (CAPM) requires no work experience, only a secondary
diploma and 23 hours of training. It has 150 questions in three hours and costs $225 for members
or $300 for others. Many candidates pass after six weeks of evening study.

### 4.3 PRINCE2

PRINCE2 comes in two steps. The Foundation exam has 60 multiple-choice questions in one hour,
closed book, and 36 correct answers are a pass. The Practitioner exam has 70 questions in two and
a half hours, open book, and 42 are a pass. A two-step package with training cost £900 to £1,600
in London in 2024. Since 2023 the certificates expire after three years.

### 4.4 Agile and Scrum certificates

* Professional Scrum Master I (PSM I): $200, no course needed, 85% to pass, never expires
* Certified ScrumMaster (CSM): two-day course from about $500, renewed every two years for $100
* PMI Agile Certified Practitioner (PMI-ACP): $435 for members, $495 for others
* SAFe Agilist: two-day course from about $700, renewed every year for $295

### 4.5 Which certificate first?

__With no experience:__ CAPM in North America and Asia, PRINCE2 Foundation in the United Kingdom,
the Netherlands and the Gulf. __With three years or more:__ go straight for the PMP. Holding both
CAPM and PMP impresses no one. If you work only in software, PSM I is the cheapest credible
signal.

## 5 Compensation

### 5.1 Base salary by region and level

The table shows the middle half of annual base salaries in the second half of 2024, bonus
excluded.

| Region | Coordinator | Project manager | Senior PM | Programme manager |
| United States | $58,000–72,000 | $88,000–115,000 | $118,000–148,000 | $140,000–182,000 |
| London | £33,000–40,000 | £52,000–68,000 | £70,000–88,000 | £86,000–115,000 |
| Rest of UK | £27,000–34,000 | £43,000–56,000 | £57,000–72,000 | £70,000–92,000 |
| Germany | €44,000–54,000 | €62,000–80,000 | €79,000–98,000 | €95,000–124,000 |
| Singapore | S$48,000–62,000 | S$78,000–105,000 | S$108,000–140,000 | S$138,000–185,000 |
| Dubai (tax free) | AED 120k–168k | AED 216k–312k | AED 324k–432k | AED 420k–600k |
| India (metros) | Rs 6–9 lakh | Rs 14–22 lakh | Rs 24–36 lakh | Rs 35–55 lakh |

PMP holders reported a median that was 33% higher than that of uncertified colleagues, although
part of the gap reflects age and seniority. Women earned 9% less than men with the same title and
years.

### 5.2 Salary by industry

Pharmaceuticals pay best, at 18% above the all-industry median, followed by oil and gas (+15%),
consulting (+12%) and financial services (+10%). Construction sits at the median. Charities (21%
below it), local government (17% below) and education (16% below) pay least, but offer the longest
leave. Bonuses range from none in the public sector to 20% of base pay in investment banking.

### 5.3 Day rates for contractors

In London, contract project managers charged £450 to £600 a day in late 2024 and programme
managers £650 to £900. In the United States, contract rates ran from $65 to $110 an hour.
Contractors in our survey were paid for 196 days a year on average and had 31 unpaid days between
assignments. British contractors should check whether the role is inside IR35 before they agree on
a rate: inside it, the same take-home pay takes a rate that is about 20% higher.

### 5.4 Negotiating an offer

+ Find the band before the first interview; recruiters disclosed it in 68% of cases when asked.
+ State a range whose lower end you would accept gladly.
+ Bring one page with three projects, their budgets and the result against plan.
+ If base pay is fixed, ask for the certification fee, a review after six months or extra leave.

Candidates who made a counter-offer received a median of 7% more. Two per cent saw the offer
withdrawn.

## 6 Methods and Tools

### 6.1 Predictive, agile and hybrid delivery

Predictive delivery, often called waterfall, fixes the scope first and suits work whose
requirements are known and whose changes are expensive: bridges, clinical trials, data centre
moves. Agile delivery fixes time and team, and lets scope vary; it suits work in which feedback is
cheap. In 2024, 57% of our respondents worked in a hybrid of both, 27% in a predictive way and 16%
in a purely agile one.

### 6.2 Software you will be expected to know

Microsoft Project or Primavera P6 for scheduling (Primavera above all in construction and energy),
Jira for software teams, Excel everywhere. Smartsheet, Asana and monday.com are learned in a
weekend and need no line of their own on a CV. Power BI was the skill that grew most in
advertisements, from 9% in 2021 to 24% in 2024.

### 6.3 Artificial intelligence in project work

Half of the respondents used an AI assistant every week, mainly for minutes, status reports and
first drafts of risk registers. Time saved was estimated at three hours a week. None had handed
over estimating, and we advise against it: assistants invent plausible durations. Ask your
employer which data may be pasted into which tool before you start.

## 7 Getting Hired

### 7.1 The CV

Two pages. For every project give the budget, the team size, the duration and the outcome against
baseline, in that order: “£1.2m, team of 14, 11 months, delivered two weeks early and 3% under
budget”. Leave out the list of soft skills. Recruiters spent 38 seconds on the first reading.

### 7.2 Interview stages

A typical process has three stages and takes five weeks. First comes a call with the recruiter of
about 30 minutes. Then a competency interview, where every answer should follow STAR (situation,
task, action, result). Last, a case: you receive a troubled project and have 45 minutes to prepare
a recovery plan for a panel.

__Expect these three questions:__

* Tell us about a project that failed. What was your part in it?
* How do you deal with a sponsor who keeps adding scope?
* How did you know that a project was in trouble before the report said so?

### 7.3 Your first 90 days

__Days 1 to 30.__ Read the business case and the last three status reports, and meet every
stakeholder one to one. Change nothing. __Days 31 to 60.__ Re-baseline the plan, openly and once.
__Days 61 to 90.__ Deliver something small that people outside the project can see.

## 8 Progression

From project manager the ladder leads to senior project manager after four to six years, programme
manager after eight to ten and head of PMO or portfolio director after twelve to fifteen. About
22% leave the ladder to become consultants and 9% move into product management. In the United
Kingdom, the title of Chartered Project Professional (ChPP) costs £650 to apply for as an APM
member and takes about five months to assess.

## Common Pitfalls

* Saying yes to scope without saying what it costs
* Reporting green until the day the project turns red (“watermelon” reporting)
* Managing the plan and forgetting the people
* Collecting certificates in place of experience: after the second one, salaries in our survey did
not rise
* Skipping the lessons learned because the next project has already begun

## Frequently Asked Questions

### Is a degree essential?

No. Of the practitioners whom we asked, 23% had none, and their median pay was 6% lower. The gap
disappeared after ten years of experience.

### Can I work remotely?

Partly. In late 2024, 61% worked in a hybrid pattern with two or three office days, 21% were fully
remote and 18% were on site every day. Construction, defence and manufacturing seldom allow remote
work.

### How stressful is the job?

Project managers rated their stress at 6.4 out of 10. The main causes were unclear sponsorship
(named by 47%), lack of authority over the team (39%) and several projects at once (35%). The
median number of projects run at the same time was three.

## Conclusion

The profession rewards those who finish things and who tell the truth early. Choose projects with
visible outcomes, earn one certificate that your market recognises, measure your own results and
keep the numbers. The rest of a career in project management is built one delivered project at a
time.
"""

DATA_SCIENTIST = """
# The Data Scientist's Career Handbook

Version 4.2, May 2025. Corrections are welcome on [our issue
page](https://handbook.example/issues).

## About this handbook

We wrote the first version in 2019 as an internal page for new hires, and it escaped. It is blunt
on purpose. Data science is a good career, but it is not the one that the advertisements describe,
and the market of 2025 is not the market of 2021: entry-level postings in the United States fell
by 38% between January 2022 and January 2025, while senior postings fell by 11%.^1^

The long view is kinder. The American labour office expects 34% more data scientist jobs in 2034
than in 2024, with about 23,400 openings a year.^2^

## The job

### What data scientists do all day

A data scientist turns messy records into decisions. In our 2024 reader survey (1,946 answers) the
average week was split like this:

* getting and cleaning data, including extract-transform-load (ETL) jobs: 37%
* exploratory data analysis (EDA) and charts: 18%
* building and checking models: 16%
** of which tuning hyperparameters: 3%
** of which finding out why the numbers changed: 9%
* meetings, slides and writing: 21%
* everything else: 8%

If you love modelling and hate ETL, read that list again before you enrol anywhere.

### Flavours of the job

The same title covers three jobs. Ask in the first call which one is meant.

#### Analytics

Product questions, dashboards, experiments. SQL every day, Python most days. The output is a
recommendation and a key performance indicator (KPI) that somebody will watch. About 55% of all
positions are of this kind, and they are the easiest ones to enter.

#### Modelling

Forecasts, recommenders, fraud scores, pricing. The output is a system that runs without you, so
you share machine learning operations (MLOps) with engineers. About 35% of positions. Employers
expect you to have put at least one model into production.

#### Research

New methods, papers, patents. About 10% of positions, nearly all of them at large technology
firms, banks and hospitals, and 8 out of 10 holders have a doctorate.

### Neighbouring roles

| | Data analyst | Data scientist | ML engineer | Data engineer |
| Main question | What happened? | Why, and what next? | How do we run it? | Where is it? |
| Main tools | SQL, Excel, Tableau | Python, SQL, statistics | Python, Docker | SQL, Spark |
| Median pay in the US, 2024 | $82,640 | $112,590 | $141,000 | $126,500 |
| Maths needed | low | high | medium to high | low |

Moving from analyst to data scientist inside one company takes two years on average. Moving from
software engineering to machine learning engineering takes about nine months.

## Skills

### Statistics and experimentation

The skill that separates data scientists from programmers who can call a library. You should be
able to explain a p-value to a lawyer, to size a sample from the minimum detectable effect (MDE),
and to say when a randomised controlled trial (RCT) is impossible and what to do then:
difference-in-differences, regression discontinuity, matching. Beginners stop experiments early;
do not look at an RCT before the planned end unless you use a sequential test.

Rule of thumb: halving the MDE makes the sample four times as large.

### Programming

Python is asked for in 87% of advertisements, SQL in 79% and R in 24% (April 2025). Learn in this
order:

+ SQL up to window functions
+ Python with pandas or Polars
+ Git, and the habit of small commits
+ Testing with pytest
+ One cloud, whichever your employer pays for

Learn R instead of Python first only if you aim for pharmaceutical companies, public statistics or
academia.

### Machine learning

Linear and logistic regression, gradient-boosted trees, clustering, a little time series. On
tables, boosted trees still win most of the time. Deep learning is needed for images, sound and
text.

Large language models (LLMs) changed the toolbox in 2023. What is expected by now:

* calling an LLM through an interface and measuring its quality
** a fixed set of at least 200 labelled examples
** agreement between two human raters before you trust one automatic rater
* retrieval over company documents
* knowing what it costs: teams in our survey spent between $300 and $9,000 a month on LLM calls

Training one's own LLM is not expected of anyone below research level.

### Communication

Half of the job offers that our readers lost, they lost in the presentation round. Write the
conclusion first. One chart a slide. Say how sure you are in words that a manager uses: “I would
bet two to one”.

## Getting qualified

### Degrees

A master's degree is still the commonest ticket: 58% of working data scientists hold one, 17% a
doctorate and 21% only a bachelor's. Statistics, physics and economics are as welcome as computer
science. A master's takes one year in Britain and two in most of the European Union and America.
Fees in 2025 run from nothing at German public universities (plus about €300 a term in
contributions) to £38,000 at a well-known London college and $72,000 at private American ones.
Georgia Tech's online master's in analytics costs just under $10,000 in total.

### Bootcamps and online courses

Bootcamps last 9 to 16 weeks and cost €7,000 to €14,000. Of readers who finished one in 2023 and
had no degree in a numerate subject, 29% were in a data job a year later; of those with such a
degree, 64%. Ask for audited placement figures and walk away if there are none.

Online courses are cheap and rarely finished. The specialisations that readers recommended most:
[Machine Learning Specialization](https://courses.example/ml), about $49 a month for three months,
and [Statistical Rethinking](https://courses.example/rethinking), free.

### Certificates

Nobody has ever been hired for a certificate alone, but consultancies like them on their staff
list.

* AWS Certified Machine Learning Engineer – Associate: $150, 65 questions in 130 minutes, valid
for three years
* Google Professional Machine Learning Engineer: $200, valid for two years
* Microsoft Azure Data Scientist Associate (DP-100): $165, renewed free of charge every year
* The TensorFlow Developer Certificate was withdrawn in May 2024; do not pay a course that still
promises it

## Portfolio projects

Two finished projects beat ten started ones. A finished project has a question, data that you
collected yourself, a baseline, an error estimate, a page that a stranger understands in three
minutes, and code that runs with one command. Leave out the Titanic, iris flowers and house
prices: hiring managers told us that they close the tab.

Good hunting grounds for data are your town's open data page, your own bank or sports records, and
[public transport feeds](https://feeds.example/gtfs). Spend about 40 hours on a project, of which
at least 10 on the write-up.

## Finding the first job

Referrals brought 41% of our readers their first position, job boards 27%, internal moves 19% and
recruiters 8%. Successful beginners sent 94 applications on average in 2024, against 35 in 2021.
Apply within three days of posting.

### The interview loop

Most loops have four or five rounds and last 24 days from the first call to the decision. The
order varies.

#### SQL and coding screen

Sixty minutes, two SQL problems and one in Python, shared screen. Joins, window functions and
dates make up nine tenths of it. Talk while you type. LLM assistants are forbidden at about two
thirds of employers, so ask.

#### Take-home assignment

Meant to last four hours, in practice it takes nine. Agree a limit in writing, state it on page
one, and list what you would do with more time. Decline any assignment of more than eight hours
unless it is paid: 31% of our readers have declined one, and a quarter of them were invited to the
next round all the same.

#### Case interview

“Sign-ups fell by 12% last Tuesday. What do you do?” The interviewer wants a structure:

+ Clarify the KPI and how it is logged.
+ Rule out broken data.
+ Split by platform, country and customer age.
+ Name three hypotheses and the test for each.
+ Say what you would do on Monday.

### A twelve-week study plan

+ Weeks 1 to 3: SQL, one hour a day, and probability.
+ Weeks 4 to 6: experiments and regression.
+ Weeks 7 to 9: one project, start to end, published.
+ Weeks 10 and 11: mock interviews, two a week.
+ Week 12: applications only. Rest on Sunday.

## Money

Gross yearly figures, from our survey and public pay reports, for 2024 unless noted. Total
compensation (TC) is base pay plus bonus plus shares.

### Europe

* Germany: €52,000 to €62,000 for juniors, €65,000 to €82,000 in the middle, €85,000 to €105,000
for seniors
* United Kingdom: £35,000 to £45,000 for juniors, £50,000 to £70,000 in the middle, £75,000 to
£100,000 for seniors; London adds 15 to 20%
* Netherlands: €45,000 to €55,000 for juniors and €80,000 to €98,000 for seniors
* Switzerland: CHF 95,000 to CHF 110,000 for juniors and CHF 130,000 to CHF 160,000 for seniors
* Poland: PLN 120,000 to PLN 168,000 for juniors, seniors on contract PLN 300,000 and more
* Spain: €30,000 to €38,000 for juniors and €52,000 to €68,000 for seniors

### North America

The median base pay in the United States was $112,590 in May 2024; a tenth earned more than
$194,410.^2^ At the largest technology firms TC is another world: $175,000 to $210,000 for new
graduates and $350,000 to $480,000 for seniors. Canada pays C$75,000 to C$92,000 at the start and
C$120,000 to C$150,000 for seniors.

### Asia-Pacific

India: ₹8 to 14 lakh for juniors and ₹28 to 50 lakh for seniors in Bengaluru. Singapore: S$66,000
to S$84,000 and S$120,000 to S$168,000. Australia: A$95,000 to A$115,000 and A$150,000 to
A$185,000. Japan is the surprise at the bottom: ¥5.5 to ¥7 million for juniors and ¥10 to ¥14
million for seniors.

### Beyond base pay

Restricted stock units (RSUs) usually vest over four years with a one-year cliff. If you leave
after eleven months you get none. Treat RSUs of a listed firm as cash minus 25%, and options of a
start-up as a lottery ticket. Bonuses are 5 to 10% of base pay in Europe and 10 to 20% in America.
Sign-on bonuses must normally be repaid when you leave within twelve months.

## Levels and promotion

Junior, mid, senior, staff, principal: the names differ, the steps do not. Readers needed 1.8
years from junior to mid, another 2.9 to senior and, if at all, 4.6 more to staff. Only one senior
in seven ever becomes staff. An individual contributor (IC) at staff level sets the direction of
several teams without managing anyone.

Going into management is a change of profession and no promotion. A new manager codes for less
than a day a week within six months. Pay is about the same as for an IC of equal level, and a
third of our managers went back to IC work within three years, mostly without regret.

## Ethics and law

European rules deserve a Saturday of reading. Under the GDPR, fines reach €20 million or 4% of
worldwide turnover, whichever is higher. The EU AI Act came into force on 1 August 2024; its bans
have applied since 2 February 2025, and most duties for high-risk systems, which include software
that ranks job applicants, were set for 2 August 2026.^3^ Fines under the AI Act go up to €35
million or 7% of turnover.

Three habits keep you out of trouble:

* collect only the columns that you need
* check error rates by group before release, not after the complaint
* write a one-page model card
** what it is for
** what it must not be used for
** whom to call

## What goes wrong

Leakage: a column that knows the answer. If a first model has an accuracy of 99%, you have leakage
and not talent. Notebook rot: cells run out of order until nobody can repeat the result; restart
and run all before you share. The lone data scientist: the first data hire of a small company
spends about 80% of the first year on ETL and leaves after 14 months, so ask who built the
pipelines. And chasing tools: no one was ever promoted for knowing a fourth plotting library.

## Questions we get every week

Q: Am I too late because of AI?

A: For routine dashboards, perhaps. In teams that adopted coding assistants, juniors saved about
six hours a week, and the number of data scientists per team stayed the same. The work moved
towards checking and asking better questions.

Q: Do I need a powerful laptop?

A: No. 16 GB of memory is plenty; rent a graphics card for about $0.50 to $2.50 an hour when you
need one.

Q: How many hours do people work?

A: 42 a week on average, with 9% above 50. On-call duty exists in modelling teams only, usually
one week in six.

Q: Can I work from another country?

A: Up to 30 days a year at 44% of employers; beyond that tax and social insurance make it hard.

## In closing

Be curious about the business, suspicious of good results and generous with what you know. Learn
statistics properly once, and tools again and again. If after a month of evenings you still open
the data with pleasure, you have found your job.

## Notes

> 1. Index of entry-level and senior postings on two large American job boards, seasonally
adjusted.
> 2. U.S. Bureau of Labor Statistics, Occupational Outlook Handbook, data of May 2024.
> 3. A postponement of the 2026 date was under discussion in Brussels when this version was
closed.
"""


@dataclass(frozen=True)
class Block:
    """A paragraph of the markup: its mark ("" for plain text) and its words on one line."""

    mark: str
    text: str


MARK = re.compile(r"(#{1,4}|\*{1,2}|[+•>|-]) ")
INLINE = re.compile(r"__(?P<bold>.+?)__|\[(?P<link>.+?)\]\((?P<address>.+?)\)|\^(?P<above>.+?)\^")


def blocks(markup: str) -> Iterator[Block]:
    """Yield the paragraphs of `markup`; a line that has no mark of its own goes on."""
    mark, words = "", []
    for line in [*markup.splitlines(), ""]:
        marked = MARK.match(line)
        if words and (marked or not line.strip()):
            yield Block(mark, " ".join(words))
            mark, words = "", []
        if marked:
            mark, line = marked[1], line[marked.end() :]
        if line.strip():
            words.append(line.strip())


def cells(row: str) -> list[str]:
    """Split the text of a table row."""
    return [cell.strip() for cell in row.rstrip("|").split("|")]


def add_link(paragraph: WordParagraph, text: str, address: str) -> None:
    """Append a hyperlink, which python-docx has no call for (ISO/IEC 29500-1, 17.16.22)."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, True))
    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor(0x05, 0x63, 0xC1)
    link.append(run._r)
    paragraph._p.append(link)


def add_inline(paragraph: WordParagraph, text: str) -> None:
    """Append `text` to `paragraph`, one run for each stretch of the same look."""
    done = 0
    for found in INLINE.finditer(text):
        if found.start() > done:
            paragraph.add_run(text[done : found.start()])
        if found["bold"]:
            paragraph.add_run(found["bold"]).bold = True
        elif found["above"]:
            paragraph.add_run(found["above"]).font.superscript = True
        else:
            add_link(paragraph, found["link"], found["address"])
        done = found.end()
    if done < len(text):
        paragraph.add_run(text[done:])


def add_table(document: WordDocument, rows: list[list[str]]) -> None:
    """Append a table whose first row is its head."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number == 0 or None


def save_word(document: WordDocument, title: str, path: Path) -> None:
    """Save `document` with fixed dates, so that the same words give the same bytes."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = datetime(2025, 4, 14)
    saved = BytesIO()
    document.save(saved)
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (2025, 4, 14, 0, 0, 0))
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)


def add_bold_line(document: WordDocument, text: str, size: float) -> WordParagraph:
    """Append a line in style Normal that looks like a heading, in two runs as Word leaves it."""
    paragraph = document.add_paragraph()
    first, space, rest = text.partition(" ")
    for piece in filter(None, (first + space, rest)):
        run = paragraph.add_run(piece)
        run.bold = True
        run.font.size = Pt(size)
    return paragraph


def build_nurse(path: Path) -> None:
    """Write the guide whose headings are bold lines, the upper level told by its capitals."""
    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    title = ""
    for mark, run in groupby(blocks(NURSE), key=lambda block: block.mark):
        texts = [block.text for block in run]
        if mark == "|":
            add_table(document, [cells(text) for text in texts])
            document.add_paragraph()
            continue
        for text in texts:
            if mark == "#":
                title = text
                add_bold_line(document, text, 20).alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif mark == "##":
                document.add_paragraph()
                add_bold_line(document, text, 12)
            elif mark == "###":
                add_bold_line(document, text, 12)
            elif mark == "*":
                add_inline(document.add_paragraph(style="List Bullet"), text)
            else:
                typed = f"{mark} {text}" if mark else text
                add_inline(document.add_paragraph(), typed)
    save_word(document, title, path)


WORD_STYLES = {"#": "Title", "##": "Heading 1", "###": "Heading 2", "####": "Heading 3"}
LIST_MARKS = {"*": ("bullet", 0), "**": ("bullet", 1), "+": ("decimal", 0)}
LIST_LEVEL = """
<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>
<w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr></w:lvl>"""


def add_numbering(document: WordDocument, kind: str) -> int:
    """Define a list of two levels, "bullet" or "decimal", that counts from 1; return its id.

    The list styles of the template know one level only and never begin to count anew.
    """
    numbering = document.part.numbering_part.element
    number = len(numbering.findall(qn("w:abstractNum"))) + 100
    levels = "".join(
        LIST_LEVEL.format(depth=depth, kind=kind, sign=sign, left=720 * (depth + 1))
        for depth, sign in enumerate("•◦" if kind == "bullet" else ("%1.", "%2."))
    )
    definition = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>'
    )
    numbering.findall(qn("w:num"))[0].addprevious(definition)
    return int(numbering.add_num(number).numId)


def add_list_item(document: WordDocument, text: str, numbering: int, depth: int) -> None:
    """Append an item of the list with the id `numbering`."""
    paragraph = document.add_paragraph(style="List Paragraph")
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = depth
    properties.get_or_add_numId().val = numbering
    add_inline(paragraph, text)


def build_data_scientist(path: Path) -> None:
    """Write the guide that uses Word as it is meant: heading styles, nested lists, links."""
    document = Document()
    title = ""
    numbering = 0
    before = ""
    for mark, run in groupby(blocks(DATA_SCIENTIST), key=lambda block: block.mark):
        texts = [block.text for block in run]
        if mark == "|":
            add_table(document, [cells(text) for text in texts])
            document.add_paragraph()
        elif mark in LIST_MARKS:
            kind, depth = LIST_MARKS[mark]
            if before not in LIST_MARKS:
                numbering = add_numbering(document, kind)
            for text in texts:
                add_list_item(document, text, numbering, depth)
        else:
            for text in texts:
                title = text if mark == "#" else title
                paragraph = document.add_paragraph(style=WORD_STYLES.get(mark))
                add_inline(paragraph, text)
                for piece in paragraph.runs if mark == ">" else ():
                    piece.font.size = Pt(8)
        before = mark
    save_word(document, title, path)


BREAK_IN_WORD = re.compile(
    r"(?<=\b(?:con|com|pro))(?=[a-z]{5})|(?<=\bport)(?=folio)|(?<=\bcer)(?=tif)|(?<=\bprac)(?=ti)"
    r"|(?<=[a-z]{4})(?=(?:tions?|ments?|sions?|ships?|ness|tise|tises|folios?|ates|ings?)\b)",
    re.IGNORECASE,
)
BODY = ParagraphStyle(
    "body", fontName="Helvetica", fontSize=11, leading=16.7, spaceAfter=7, alignment=TA_JUSTIFY
)
LIST_ITEM = ParagraphStyle("item", BODY, leftIndent=16, bulletIndent=4, spaceAfter=3)
CELL = ParagraphStyle("cell", BODY, fontSize=8, leading=10, spaceAfter=0, alignment=0)
HEADINGS = {
    "#": ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=26, leading=32, spaceAfter=20),
    "##": ParagraphStyle(
        "chapter", fontName="Helvetica-Bold", fontSize=16, leading=20, spaceBefore=16, spaceAfter=8
    ),
    "###": ParagraphStyle(
        "part", fontName="Helvetica-Bold", fontSize=12, leading=15, spaceBefore=8, spaceAfter=5
    ),
}
CONTENTS = [
    ParagraphStyle("contents 1", fontName="Helvetica-Bold", fontSize=10, leading=13),
    ParagraphStyle("contents 2", fontName="Helvetica", fontSize=9.5, leading=12, leftIndent=14),
]


class NumberedCanvas(Canvas):
    """A canvas that writes the running header and “Page 3 of 9” when all pages are known."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 - the name is reportlab's
        self.pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self.pages, start=1):
            self.__dict__.update(page)
            self.setFont("Helvetica", 8)
            self.drawString(2.5 * cm, 28.3 * cm, "Project Manager Career Guide 2025")
            self.drawString(2.5 * cm, 1.4 * cm, "www.delivery-careers.example")
            self.drawRightString(18.5 * cm, 1.4 * cm, f"Page {number} of {len(self.pages)}")
            super().showPage()
        super().save()


class GuideTemplate(BaseDocTemplate):
    """A document that reports its headings to its table of contents."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - the name is reportlab's
        if isinstance(flowable, Paragraph) and flowable.style.name in ("chapter", "part"):
            level = ("chapter", "part").index(flowable.style.name)
            self.notify("TOCEntry", (level, flowable.getPlainText(), self.page))


def printed(text: str) -> str:
    """Turn inline markup into reportlab's own, with soft hyphens where long words may break."""
    hyphenated = BREAK_IN_WORD.sub("\u00ad", text.replace("&", "&amp;"))
    return re.sub(r"__(.+?)__", r"<b>\1</b>", hyphenated)


def printed_table(rows: list[list[str]]) -> Table:
    """Set a table whose first row is its head."""
    words = [[Paragraph(printed(text), CELL) for text in row] for row in rows]
    look = [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(words, style=TableStyle(look), spaceBefore=4, spaceAfter=10)


def build_project_manager(path: Path) -> None:
    """Write the guide in print: running headers, a table of contents, hyphenated words."""
    flow: list[Flowable] = []
    for mark, run in groupby(blocks(PROJECT_MANAGER), key=lambda block: block.mark):
        texts = [block.text for block in run]
        if mark == "|":
            flow.append(printed_table([cells(text) for text in texts]))
            continue
        for number, text in enumerate(texts, start=1):
            if mark in HEADINGS:
                if mark == "#":
                    flow.append(Spacer(0, 6 * cm))
                else:
                    flow.append(CondPageBreak(2.4 * cm))
                flow.append(Paragraph(printed(text), HEADINGS[mark]))
            elif mark in ("*", "+"):
                bullet = "•" if mark == "*" else f"{number}."
                flow.append(Paragraph(printed(text), LIST_ITEM, bulletText=bullet))
            else:
                flow.append(Paragraph(printed(text), BODY))
    first_chapter = next(
        index for index, part in enumerate(flow) if getattr(part, "style", None) is HEADINGS["##"]
    )
    contents = TableOfContents(levelStyles=CONTENTS, dotsMinLevel=0)
    contents_title = ParagraphStyle("contents title", HEADINGS["##"])
    flow[first_chapter:first_chapter] = [
        PageBreak(),
        Paragraph("Contents", contents_title),
        contents,
        PageBreak(),
    ]
    template = GuideTemplate(
        str(path), pagesize=A4, title="Project Manager Career Guide 2025", invariant=1
    )
    frame = Frame(2.4 * cm, 2.2 * cm, 16.2 * cm, 24.6 * cm)
    template.addPageTemplates(PageTemplate(frames=[frame]))
    template.multiBuild(flow, canvasmaker=NumberedCanvas)


def main() -> None:
    """Build every guide beside this file."""
    here = Path(__file__).parent
    build_nurse(here / "nurse.docx")
    build_project_manager(here / "project-manager.pdf")
    build_data_scientist(here / "data-scientist.docx")


if __name__ == "__main__":
    main()
