-- Times are Unix milliseconds in UTC, 0 for none; texts are never null; JSON is text.
-- One text serves SQLite and PostgreSQL.

-- +goose Up
CREATE TABLE counter (
    name text PRIMARY KEY,
    value bigint NOT NULL
);

CREATE TABLE schedule (
    id text PRIMARY KEY,
    spec text NOT NULL,
    next bigint NOT NULL,
    updated bigint NOT NULL
);

CREATE TABLE slot (
    schedule text NOT NULL,
    planned bigint NOT NULL,
    outcome text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (schedule, planned)
);

CREATE TABLE draft (
    id bigint PRIMARY KEY,
    edition text NOT NULL,
    slot bigint NOT NULL,
    late boolean NOT NULL,
    state text NOT NULL,
    revision bigint NOT NULL,
    voice text NOT NULL,
    filed bigint NOT NULL,
    deadline bigint NOT NULL,
    at_deadline text NOT NULL,
    reminded bigint NOT NULL,
    expired boolean NOT NULL,
    decided_by text NOT NULL,
    decided_at bigint NOT NULL,
    reason text NOT NULL,
    corrects bigint NOT NULL,
    canary boolean NOT NULL
);
CREATE UNIQUE INDEX draft_slot ON draft (edition, slot) WHERE corrects = 0;
CREATE UNIQUE INDEX draft_open_correction ON draft (corrects) WHERE corrects <> 0 AND state = 'filed';
CREATE INDEX draft_state ON draft (state, deadline);

CREATE TABLE revision (
    draft bigint NOT NULL REFERENCES draft (id),
    number bigint NOT NULL,
    copy text NOT NULL,
    facts text NOT NULL,
    findings text NOT NULL,
    contradictions bigint NOT NULL,
    author text NOT NULL,
    reason text NOT NULL,
    overrides text NOT NULL,
    hand_made boolean NOT NULL,
    created bigint NOT NULL,
    PRIMARY KEY (draft, number)
);

-- Every act on a draft, also a refused one, for good.
CREATE TABLE decision (
    id bigint PRIMARY KEY,
    draft bigint NOT NULL,
    revision bigint NOT NULL,
    act text NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    reason text NOT NULL,
    refused text NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX decision_draft ON decision (draft, id);

CREATE TABLE attestation (
    draft bigint PRIMARY KEY REFERENCES draft (id),
    station text NOT NULL,
    issued bigint NOT NULL,
    body text NOT NULL,
    person text NOT NULL,
    at bigint NOT NULL
);

-- Frozen messages, by the SHA-256 of their JSON: a broadcast stores its text and picture once.
CREATE TABLE message (
    id text PRIMARY KEY,
    body text NOT NULL
);

CREATE TABLE delivery (
    id bigint PRIMARY KEY,
    slice bigint NOT NULL,
    priority bigint NOT NULL,
    draft bigint NOT NULL,
    edition text NOT NULL,
    revision bigint NOT NULL,
    occasion text NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    thread bigint NOT NULL,
    part bigint NOT NULL,
    parts bigint NOT NULL,
    kind text NOT NULL,
    message text NOT NULL REFERENCES message (id),
    edits text NOT NULL,
    unsubscribe text NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    resent boolean NOT NULL,
    due bigint NOT NULL,
    first_try bigint NOT NULL,
    claimed bigint NOT NULL,
    message_id text NOT NULL,
    error text NOT NULL,
    reason text NOT NULL,
    person text NOT NULL,
    updated bigint NOT NULL,
    CONSTRAINT delivery_once UNIQUE (draft, revision, occasion, channel, address, thread, part)
);
CREATE INDEX delivery_slice ON delivery (slice);
CREATE INDEX delivery_open ON delivery (channel, state) WHERE state IN ('pending', 'sending', 'uncertain', 'dead');

-- Chats that moved: what a service says replaces an address.
CREATE TABLE moved (
    bot text NOT NULL,
    address text NOT NULL,
    moved_to text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (bot, address)
);

CREATE TABLE pace (
    bot text PRIMARY KEY,
    body text NOT NULL,
    updated bigint NOT NULL
);

CREATE TABLE lease (
    name text PRIMARY KEY,
    owner text NOT NULL,
    until bigint NOT NULL
);

CREATE TABLE subscriber (
    id bigint PRIMARY KEY,
    channel text NOT NULL,
    address text NOT NULL,
    thread bigint NOT NULL,
    edition text NOT NULL,
    at text NOT NULL,
    place text NOT NULL,
    place_data text NOT NULL,
    silent boolean NOT NULL,
    quiet text NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    created bigint NOT NULL,
    updated bigint NOT NULL,
    CONSTRAINT subscriber_once UNIQUE (channel, address, thread, edition, place)
);
CREATE INDEX subscriber_edition ON subscriber (edition, state);

-- The last good answer of each source for each place.
CREATE TABLE answer (
    source text NOT NULL,
    place text NOT NULL,
    fetched bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (source, place)
);

-- Fingerprints of earlier forecasts, for the gate.
CREATE TABLE print (
    place text NOT NULL,
    made bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (place, made)
);

CREATE TABLE template_version (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    content text NOT NULL,
    hash text NOT NULL,
    author text NOT NULL,
    note text NOT NULL,
    lint text NOT NULL,
    created bigint NOT NULL
);
CREATE INDEX template_version_name ON template_version (name, id);

CREATE TABLE template_active (
    name text PRIMARY KEY,
    version bigint NOT NULL,
    canary bigint NOT NULL,
    canary_left bigint NOT NULL,
    person text NOT NULL,
    updated bigint NOT NULL
);

CREATE TABLE person (
    id text PRIMARY KEY,
    name text NOT NULL,
    role text NOT NULL,
    telegram bigint NOT NULL,
    password text NOT NULL,
    updated bigint NOT NULL
);

CREATE TABLE session (
    token text PRIMARY KEY,
    data text NOT NULL,
    expiry bigint NOT NULL
);

-- One-time links, by the hash of their token.
CREATE TABLE link (
    hash text PRIMARY KEY,
    purpose text NOT NULL,
    subject text NOT NULL,
    expires bigint NOT NULL,
    used bigint NOT NULL
);

CREATE TABLE audit (
    id bigint PRIMARY KEY,
    at bigint NOT NULL,
    person text NOT NULL,
    act text NOT NULL,
    object text NOT NULL,
    detail text NOT NULL
);

CREATE TABLE kv (
    name text PRIMARY KEY,
    value text NOT NULL,
    updated bigint NOT NULL
);
