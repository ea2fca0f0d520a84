-- name: TakeIDs :one
INSERT INTO counter (name, value) VALUES (@name, CAST(@n AS bigint))
ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value
RETURNING value;

-- name: InsertDraft :execrows
INSERT INTO draft (id, edition, slot, late, state, revision, voice, filed, deadline, at_deadline,
    reminded, expired, decided_by, decided_at, reason, corrects, canary)
VALUES (@id, @edition, @slot, @late, @state, @revision, @voice, @filed, @deadline, @at_deadline,
    @reminded, @expired, @decided_by, @decided_at, @reason, @corrects, @canary)
ON CONFLICT DO NOTHING;

-- name: DraftOfSlot :one
SELECT * FROM draft WHERE edition = @edition AND slot = @slot AND corrects = 0;

-- name: OpenCorrection :one
SELECT * FROM draft WHERE corrects = @corrects AND corrects <> 0 AND state = 'filed';

-- name: LockDraft :execrows
UPDATE draft SET revision = revision WHERE id = @id;

-- name: Draft :one
SELECT * FROM draft WHERE id = @id;

-- name: LastDraft :one
SELECT * FROM draft WHERE edition = @edition AND state IN ('signed', 'corrected') AND id < @before
ORDER BY id DESC LIMIT 1;

-- name: Drafts :many
SELECT * FROM draft ORDER BY id DESC LIMIT @most;

-- name: DraftsInState :many
SELECT * FROM draft WHERE state = @state ORDER BY id DESC LIMIT @most;

-- name: UpdateDraft :exec
UPDATE draft SET state = @state, revision = @revision, deadline = @deadline, reminded = @reminded,
    expired = @expired, decided_by = @decided_by, decided_at = @decided_at, reason = @reason, canary = @canary
WHERE id = @id;

-- name: InsertRevision :exec
INSERT INTO revision (draft, number, copy, facts, findings, contradictions, author, reason, overrides, hand_made, created)
VALUES (@draft, @number, @copy, @facts, @findings, @contradictions, @author, @reason, @overrides, @hand_made, @created);

-- name: SetOverrides :exec
UPDATE revision SET overrides = @overrides WHERE draft = @draft AND number = @number;

-- name: Revision :one
SELECT * FROM revision WHERE draft = @draft AND number = @number;

-- name: Revisions :many
SELECT * FROM revision WHERE draft = @draft ORDER BY number;

-- name: InsertDecision :exec
INSERT INTO decision (id, draft, revision, act, person, name, reason, refused, at)
VALUES (@id, @draft, @revision, @act, @person, @name, @reason, @refused, @at);

-- name: Decisions :many
SELECT * FROM decision WHERE draft = @draft ORDER BY id;

-- name: PutAttestation :exec
INSERT INTO attestation (draft, station, issued, body, person, at)
VALUES (@draft, @station, @issued, @body, @person, @at)
ON CONFLICT (draft) DO UPDATE SET station = excluded.station, issued = excluded.issued,
    body = excluded.body, person = excluded.person, at = excluded.at;

-- name: Attestation :one
SELECT * FROM attestation WHERE draft = @draft;
