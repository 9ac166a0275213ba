-- The rules of se-sei by hand, on the tables of a register: what somebody writes who knows DuckDB and these rules well.
-- Amounts are whole parts of a credit: 60 minutes x 3, so that a third of an hour in a group comes out even.
-- $as_of is the day of judgement. States: met, waived, human, not_yet, cannot.
CREATE OR REPLACE TEMP TABLE levels AS
SELECT c.candidate,
    coalesce(min("on") FILTER (level = 'beginning'), CASE WHEN count(level) = 0 THEN any_value(anchor_on) END) AS first_on,
    min("on") FILTER (level = 'intermediate') AS second_on,
    min("on") FILTER (level = 'advanced') AS third_on
FROM candidates c LEFT JOIN level_starts s USING (candidate) GROUP BY c.candidate;

-- approvals of accepted issuers, for each level, with touching and overlapping ones put together
CREATE OR REPLACE TEMP TABLE approved AS
WITH each AS (
    SELECT provider, kind, unnest(CASE WHEN levels = '' THEN ['beginning', 'intermediate', 'advanced', 'any']
            ELSE list_append(string_split(levels, ','), 'any') END) AS level,
        valid_from, coalesce(valid_to, DATE '9999-12-30') AS valid_to
    FROM approvals WHERE issuer IN ('SEI', 'ABT', 'EASE')),
marked AS (
    SELECT *, valid_from > max(valid_to) OVER (PARTITION BY provider, kind, level ORDER BY valid_from, valid_to
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + 1 AS fresh FROM each),
numbered AS (
    SELECT *, sum(coalesce(fresh, true)::INT) OVER (PARTITION BY provider, kind, level ORDER BY valid_from, valid_to) AS island
    FROM marked)
SELECT provider, kind, level, min(valid_from) AS valid_from, max(valid_to) AS valid_to
FROM numbered GROUP BY provider, kind, level, island;

CREATE OR REPLACE TEMP TABLE training AS
SELECT candidate,
    count(*) FILTER (level = 'beginning' AND counts) AS first_days,
    count(*) FILTER (level = 'intermediate' AND counts) AS second_days,
    count(*) FILTER (level = 'advanced' AND counts) AS third_days,
    count(*) FILTER (counts) AS all_days,
    count(*) FILTER (level = 'beginning' AND watched) AS first_watched,
    count(*) FILTER (level = 'intermediate' AND watched) AS second_watched,
    count(*) FILTER (level = 'advanced' AND watched) AS third_watched,
    count(*) FILTER (watched) AS all_watched,
    max("on") FILTER (level = 'advanced') AS last_day,
    max("on") FILTER (level = 'advanced' AND past AND attended NOT IN ('missed', 'excused', 'planned')
        AND NOT watched AND mode = 'online') AS last_online,
    count(*) FILTER (level = 'advanced') AS last_level_days
FROM (
    SELECT *, "on" <= $as_of AS past,
        "on" <= $as_of AND (attended = 'recording' OR mode = 'recording' AND attended = 'attended') AS watched,
        "on" <= $as_of AND attended IN ('attended', 'made_up')
            AND NOT (mode = 'recording' AND attended = 'attended') AS counts
    FROM days)
GROUP BY candidate;

CREATE OR REPLACE TEMP TABLE brought AS
SELECT candidate,
    sum(180 * amount_num // amount_den) FILTER (kind IN ('personal_session', 'personal_sessions')) AS sessions,
    sum(180 * amount_num // amount_den)
        FILTER (kind IN ('consultation_individual', 'consultation_group', 'consultation_credits')) AS credits,
    sum(180 * amount_num // amount_den) FILTER (kind IN ('consultation_individual', 'individual_credits')) AS individual,
    sum(180 * amount_num // amount_den) FILTER (kind = 'faculty_credits') AS faculty,
    sum(amount_num // amount_den) FILTER (kind = 'training_day') AS days,
    sum(amount_num // amount_den) FILTER (kind = 'training_day' AND level = 'beginning') AS first_days,
    sum(amount_num // amount_den) FILTER (kind = 'training_day' AND level = 'intermediate') AS second_days,
    sum(amount_num // amount_den) FILTER (kind = 'training_day' AND level = 'advanced') AS third_days
FROM recognised WHERE "on" <= $as_of GROUP BY candidate;

CREATE OR REPLACE TEMP TABLE decided AS
SELECT candidate,
    max(outcome) FILTER (about = 'window' AND subject = 'personal_sessions') AS sessions_window,
    max(outcome) FILTER (about = 'window' AND subject = 'consultation_credits') AS credits_window,
    max(outcome) FILTER (about = 'recordings') AS recordings,
    max(outcome) FILTER (about = '' AND subject = 'training_days') AS training_days,
    max(outcome) FILTER (about = '' AND subject = 'personal_sessions') AS personal_sessions,
    max(outcome) FILTER (about = '' AND subject = 'consultation_credits') AS consultation_credits,
    max(outcome) FILTER (about = '' AND subject = 'individual_credits') AS individual_credits,
    max(outcome) FILTER (about = '' AND subject = 'faculty_credits') AS faculty_credits,
    max(outcome) FILTER (about = '' AND subject = 'provisional') AS provisional
FROM rulings WHERE "on" <= $as_of GROUP BY candidate;

CREATE OR REPLACE TEMP TABLE answers AS
SELECT candidate, subject,
    max(outcome) FILTER (about = 'entry') AS entry,
    max(amount_num * 180 // amount_den) FILTER (about = 'entry') AS amount,
    max(outcome) FILTER (about = 'evidence') AS evidence,
    max(outcome) FILTER (about = 'signature') AS signature,
    max(outcome) FILTER (about = 'length') AS length,
    max(outcome) FILTER (about = 'group_size') AS group_size
FROM rulings WHERE "on" <= $as_of AND about IN ('entry', 'evidence', 'signature', 'length', 'group_size')
GROUP BY candidate, subject;

CREATE OR REPLACE TEMP TABLE eased AS
SELECT candidate, requirement,
    bool_or(level IS NULL AND amount_num IS NULL) AS whole,
    coalesce(sum(180 * amount_num // amount_den) FILTER (level IS NULL), 0) AS amount,
    bool_or(level = 'beginning' AND amount_num IS NULL) AS first_whole,
    bool_or(level = 'intermediate' AND amount_num IS NULL) AS second_whole,
    bool_or(level = 'advanced' AND amount_num IS NULL) AS third_whole,
    coalesce(sum(amount_num // amount_den) FILTER (level = 'beginning'), 0) AS first_amount,
    coalesce(sum(amount_num // amount_den) FILTER (level = 'intermediate'), 0) AS second_amount,
    coalesce(sum(amount_num // amount_den) FILTER (level = 'advanced'), 0) AS third_amount
FROM waivers WHERE "on" <= $as_of AND (until IS NULL OR until >= $as_of) GROUP BY candidate, requirement;

CREATE OR REPLACE TEMP TABLE told AS
SELECT candidate, max(value) FILTER (fact = 'training_ended_on')::DATE AS ended_on,
    max(value) FILTER (fact = 'certificate') AS certificate
FROM facts GROUP BY candidate;

CREATE OR REPLACE TEMP TABLE frame AS
SELECT l.*, coalesce(f.ended_on, CASE WHEN t.last_level_days + coalesce(b.third_days, 0) >= 12 THEN t.last_day END)
        AS training_end,
    (training_end + INTERVAL 2 YEAR)::DATE AS late_from,
    CASE WHEN d.sessions_window = 'count' THEN NULL ELSE late_from END AS sessions_until,
    coalesce(d.sessions_window = 'do_not_count', false) AS sessions_firm,
    CASE WHEN d.credits_window = 'count' THEN NULL ELSE late_from END AS credits_until,
    coalesce(d.credits_window = 'do_not_count', false) AS credits_firm
FROM levels l LEFT JOIN training t USING (candidate) LEFT JOIN told f USING (candidate)
    LEFT JOIN decided d USING (candidate) LEFT JOIN brought b USING (candidate);

-- fate: 0 stands, 1 waits, 2 a person decides, 3 falls
CREATE OR REPLACE TEMP TABLE sums AS
WITH placed AS (
    SELECT e.*, f.sessions_until, f.sessions_firm, f.credits_until, f.credits_firm,
        CASE WHEN third_on <= e."on" THEN 'advanced' WHEN second_on <= e."on" THEN 'intermediate'
             WHEN first_on <= e."on" THEN 'beginning' END AS level,
        60 * hours_num // hours_den AS minutes,
        a.entry AS ruled, a.amount AS ruled_amount, a.evidence, a.signature, a.length, a.group_size AS size_answer
    FROM entries e JOIN frame f USING (candidate)
        LEFT JOIN answers a ON a.candidate = e.candidate AND a.subject = e.entry
    WHERE e."on" <= $as_of),
joined AS (
    SELECT p.*, ok.valid_to AS approved_to, fac.provider IS NOT NULL AS by_faculty,
        later.provider IS NOT NULL AS signed_in_time
    FROM placed p
        LEFT JOIN approved ok ON ok.provider = p.provider AND ok.kind = p.kind AND ok.level = coalesce(p.level, 'any')
            AND p."on" BETWEEN ok.valid_from AND ok.valid_to
        LEFT JOIN approved fac ON fac.provider = p.provider AND fac.kind = 'faculty'
            AND fac.level = coalesce(p.level, 'any') AND p."on" BETWEEN fac.valid_from AND fac.valid_to
        LEFT JOIN approved later ON later.provider = p.provider AND later.kind = p.kind AND later.level = 'any'
            AND p.signed_on BETWEEN later.valid_from AND later.valid_to),
weighed AS (
    SELECT candidate, kind, by_faculty, ruled IS NOT NULL AS is_ruled,
        coalesce(ruled_amount, CASE kind WHEN 'personal_session' THEN 180 WHEN 'consultation_individual' THEN minutes * 3
            ELSE minutes END) AS amount,
        CASE WHEN ruled = 'count' THEN 0 WHEN ruled IS NOT NULL THEN 3
            WHEN level IS NULL OR minutes <= 0 OR approved_to IS NULL THEN 3
            ELSE greatest(
                CASE proof
                    WHEN 'signed' THEN CASE WHEN signed_on > $as_of THEN 1 ELSE 0 END
                    WHEN 'accepted' THEN 0 WHEN 'waiting' THEN 1 WHEN 'draft' THEN 1
                    WHEN 'evidence' THEN CASE evidence WHEN 'count' THEN 0 WHEN 'do_not_count' THEN 3 ELSE 1 END
                    ELSE 3 END,
                CASE WHEN kind = 'personal_session' AND minutes < 50
                    THEN CASE length WHEN 'count' THEN 0 WHEN 'do_not_count' THEN 3 ELSE 2 END ELSE 0 END,
                CASE WHEN kind = 'consultation_group' AND group_size > 9
                    THEN CASE size_answer WHEN 'count' THEN 0 WHEN 'do_not_count' THEN 3 ELSE 2 END ELSE 0 END,
                CASE WHEN proof = 'signed' AND signed_on <= $as_of
                        AND (signed_on < "on" OR signed_on > approved_to AND NOT signed_in_time)
                    THEN CASE signature WHEN 'count' THEN 0 WHEN 'do_not_count' THEN 3 ELSE 2 END ELSE 0 END) END AS fate,
        "on", sessions_until, sessions_firm, credits_until, credits_firm
    FROM joined),
windowed AS (
    SELECT candidate, kind, amount, by_faculty,
        CASE WHEN kind = 'personal_session' AND "on" > sessions_until AND NOT is_ruled
                THEN greatest(fate, CASE WHEN sessions_firm THEN 3 ELSE 2 END)
             WHEN kind <> 'personal_session' AND "on" > credits_until AND NOT is_ruled
                THEN greatest(fate, CASE WHEN credits_firm THEN 3 ELSE 2 END)
             ELSE fate END AS fate
    FROM weighed)
SELECT candidate,
    sum(amount) FILTER (kind = 'personal_session' AND fate = 0) AS sessions_0,
    sum(amount) FILTER (kind = 'personal_session' AND fate = 1) AS sessions_1,
    sum(amount) FILTER (kind = 'personal_session' AND fate = 2) AS sessions_2,
    sum(amount) FILTER (kind <> 'personal_session' AND fate = 0) AS credits_0,
    sum(amount) FILTER (kind <> 'personal_session' AND fate = 1) AS credits_1,
    sum(amount) FILTER (kind <> 'personal_session' AND fate = 2) AS credits_2,
    sum(amount) FILTER (kind = 'consultation_individual' AND fate = 0) AS individual_0,
    sum(amount) FILTER (kind = 'consultation_individual' AND fate = 1) AS individual_1,
    sum(amount) FILTER (kind = 'consultation_individual' AND fate = 2) AS individual_2,
    sum(amount) FILTER (kind <> 'personal_session' AND by_faculty AND fate = 0) AS faculty_0,
    sum(amount) FILTER (kind <> 'personal_session' AND by_faculty AND fate = 1) AS faculty_1,
    sum(amount) FILTER (kind <> 'personal_session' AND by_faculty AND fate = 2) AS faculty_2
FROM windowed WHERE fate < 3 GROUP BY candidate;

-- a sum: what counts, waits and is undecided, what is asked, whether its window has passed and shuts for good
CREATE OR REPLACE MACRO sum_state(counted, waits, human, asked, passed, firm) AS
    CASE WHEN counted >= asked THEN 'met'
        WHEN passed AND firm AND counted + waits + human < asked THEN 'cannot'
        WHEN counted + human >= asked THEN 'human'
        WHEN passed AND NOT firm AND counted + waits < asked THEN 'human'
        ELSE 'not_yet' END;
CREATE OR REPLACE MACRO last_word(state, waived, ruled) AS
    CASE ruled WHEN 'count' THEN 'met' WHEN 'do_not_count' THEN 'not_yet'
        ELSE CASE WHEN waived AND state <> 'met' THEN 'waived' ELSE state END END;
CREATE OR REPLACE MACRO level_asks(whole, off, counted) AS
    CASE WHEN coalesce(whole, false) THEN least(12, counted) ELSE greatest(12 - coalesce(off, 0), 0) END;

CREATE OR REPLACE TEMP TABLE result AS
WITH wide AS (
    SELECT f.*,
        coalesce(s.sessions_0, 0) + coalesce(b.sessions, 0) AS sessions_0, coalesce(s.sessions_1, 0) AS sessions_1,
        coalesce(s.sessions_2, 0) AS sessions_2,
        coalesce(s.credits_0, 0) + coalesce(b.credits, 0) AS credits_0, coalesce(s.credits_1, 0) AS credits_1,
        coalesce(s.credits_2, 0) AS credits_2,
        coalesce(s.individual_0, 0) + coalesce(b.individual, 0) AS individual_0,
        coalesce(s.individual_1, 0) AS individual_1, coalesce(s.individual_2, 0) AS individual_2,
        coalesce(s.faculty_0, 0) + coalesce(b.faculty, 0) AS faculty_0, coalesce(s.faculty_1, 0) AS faculty_1,
        coalesce(s.faculty_2, 0) AS faculty_2,
        greatest(2160 - coalesce(w1.amount, 0), 0) AS sessions_asked, coalesce(w1.whole, false) AS sessions_waived,
        greatest(3240 - coalesce(w2.amount, 0), 0) AS credits_asked, coalesce(w2.whole, false) AS credits_waived,
        greatest(720 - coalesce(w3.amount, 0), 0) AS individual_asked,
        coalesce(w3.whole, false) OR credits_waived AS individual_waived,
        greatest(1080 - coalesce(w4.amount, 0), 0) AS faculty_asked,
        coalesce(w4.whole, false) OR credits_waived AS faculty_waived,
        coalesce(w6.whole, false) AS provisional_waived,
        coalesce(sessions_until < $as_of, false) AS sessions_passed, coalesce(credits_until < $as_of, false) AS credits_passed,
        coalesce(d.recordings = 'count', false) AS recordings_count, d.recordings IS NULL AS recordings_open,
        coalesce(t.first_days, 0) + coalesce(b.first_days, 0) + CASE WHEN recordings_count THEN coalesce(t.first_watched, 0) ELSE 0 END AS days_1,
        coalesce(t.second_days, 0) + coalesce(b.second_days, 0) + CASE WHEN recordings_count THEN coalesce(t.second_watched, 0) ELSE 0 END AS days_2,
        coalesce(t.third_days, 0) + coalesce(b.third_days, 0) + CASE WHEN recordings_count THEN coalesce(t.third_watched, 0) ELSE 0 END AS days_3,
        coalesce(t.all_days, 0) + coalesce(b.days, 0) + CASE WHEN recordings_count THEN coalesce(t.all_watched, 0) ELSE 0 END AS days_all,
        CASE WHEN recordings_open THEN coalesce(t.first_watched, 0) ELSE 0 END AS open_1,
        CASE WHEN recordings_open THEN coalesce(t.second_watched, 0) ELSE 0 END AS open_2,
        CASE WHEN recordings_open THEN coalesce(t.third_watched, 0) ELSE 0 END AS open_3,
        CASE WHEN recordings_open THEN coalesce(t.all_watched, 0) ELSE 0 END AS open_all,
        level_asks(w5.first_whole, w5.first_amount, days_1) AS asked_1,
        level_asks(w5.second_whole, w5.second_amount, days_2) AS asked_2,
        level_asks(w5.third_whole, w5.third_amount, days_3) AS asked_3,
        greatest(36 - coalesce(w5.amount, 0) // 180, 0) AS days_asked, coalesce(w5.whole, false) AS days_waived,
        t.last_online, o.certificate, h.candidate IS NOT NULL AS held, d.training_days, d.personal_sessions,
        d.consultation_credits, d.individual_credits, d.faculty_credits, d.provisional
    FROM frame f LEFT JOIN sums s USING (candidate) LEFT JOIN brought b USING (candidate)
        LEFT JOIN training t USING (candidate) LEFT JOIN decided d USING (candidate) LEFT JOIN told o USING (candidate)
        LEFT JOIN (SELECT DISTINCT candidate FROM holds WHERE since <= $as_of) h USING (candidate)
        LEFT JOIN eased w1 ON w1.candidate = f.candidate AND w1.requirement = 'personal_sessions'
        LEFT JOIN eased w2 ON w2.candidate = f.candidate AND w2.requirement = 'consultation_credits'
        LEFT JOIN eased w3 ON w3.candidate = f.candidate AND w3.requirement = 'individual_credits'
        LEFT JOIN eased w4 ON w4.candidate = f.candidate AND w4.requirement = 'faculty_credits'
        LEFT JOIN eased w5 ON w5.candidate = f.candidate AND w5.requirement = 'training_days'
        LEFT JOIN eased w6 ON w6.candidate = f.candidate AND w6.requirement = 'provisional'),
judged AS (
    SELECT *,
        greatest(days_asked - days_all, greatest(asked_1 - days_1, 0) + greatest(asked_2 - days_2, 0)
            + greatest(asked_3 - days_3, 0), 0) AS days_missing,
        last_word(CASE
            WHEN days_all >= days_asked AND days_1 >= asked_1 AND days_2 >= asked_2 AND days_3 >= asked_3 THEN 'met'
            WHEN days_all + open_all >= days_asked AND days_1 + open_1 >= asked_1 AND days_2 + open_2 >= asked_2
                AND days_3 + open_3 >= asked_3 THEN 'human'
            ELSE 'not_yet' END, days_waived, training_days) AS days_state,
        last_word(sum_state(sessions_0, sessions_1, sessions_2, sessions_asked, sessions_passed, sessions_firm),
            sessions_waived, personal_sessions) AS sessions_state,
        last_word(sum_state(credits_0, credits_1, credits_2, credits_asked, credits_passed, credits_firm),
            credits_waived, consultation_credits) AS credits_state,
        last_word(sum_state(individual_0, individual_1, individual_2, individual_asked, credits_passed, credits_firm),
            individual_waived, individual_credits) AS individual_state,
        last_word(sum_state(faculty_0, faculty_1, faculty_2, faculty_asked, credits_passed, credits_firm),
            faculty_waived, faculty_credits) AS faculty_state,
        CASE WHEN certificate = 'PSEP' AND $as_of >= DATE '2024-01-01' THEN last_word(CASE
            WHEN last_online IS NULL THEN 'not_yet'
            WHEN $as_of <= (last_online + INTERVAL 2 YEAR)::DATE THEN 'met' ELSE 'cannot' END,
            provisional_waived, provisional) END AS provisional_state
    FROM wide)
SELECT candidate,
    days_state IN ('met', 'waived') AND sessions_state IN ('met', 'waived') AND credits_state IN ('met', 'waived')
        AND individual_state IN ('met', 'waived') AND faculty_state IN ('met', 'waived')
        AND coalesce(provisional_state IN ('met', 'waived'), true) AS eligible,
    held,
    CASE WHEN third_on <= $as_of THEN 'advanced' WHEN second_on <= $as_of THEN 'intermediate'
        WHEN first_on <= $as_of THEN 'beginning' END AS level_now,
    days_state, days_all AS days_counted, days_asked,
    CASE WHEN days_state = 'waived' OR training_days = 'count' THEN 0 ELSE days_missing END AS days_missing,
    sessions_state, sessions_0 AS sessions_counted, sessions_asked,
    CASE WHEN sessions_state IN ('met', 'waived') THEN 0 ELSE greatest(sessions_asked - sessions_0, 0) END AS sessions_missing,
    credits_state, credits_0 AS credits_counted, credits_asked,
    CASE WHEN credits_state IN ('met', 'waived') THEN 0 ELSE greatest(credits_asked - credits_0, 0) END AS credits_missing,
    individual_state, individual_0 AS individual_counted, individual_asked,
    CASE WHEN individual_state IN ('met', 'waived') THEN 0 ELSE greatest(individual_asked - individual_0, 0) END AS individual_missing,
    faculty_state, faculty_0 AS faculty_counted, faculty_asked,
    CASE WHEN faculty_state IN ('met', 'waived') THEN 0 ELSE greatest(faculty_asked - faculty_0, 0) END AS faculty_missing,
    provisional_state
FROM judged;
