-- name: PutMessage :exec
INSERT INTO message (id, body) VALUES (@id, @body) ON CONFLICT (id) DO NOTHING;

-- name: Message :one
SELECT body FROM message WHERE id = @id;

-- name: SliceRows :many
SELECT * FROM delivery WHERE slice = @slice ORDER BY id;

-- name: Delivery :one
SELECT * FROM delivery WHERE id = @id;

-- name: UpdateDelivery :execrows
UPDATE delivery SET state = @state, resent = @resent, due = @due, edits = @edits, message_id = @message_id,
    error = @error, reason = @reason, person = @person, attempts = @attempts, first_try = @first_try, updated = @updated
WHERE id = @id AND state = @was;

-- name: RecordDelivery :execrows
UPDATE delivery SET state = @state, resent = @resent, due = @due, edits = @edits, message_id = @message_id,
    error = @error, updated = @updated
WHERE id = @id AND state = @was;

-- name: Unclaim :exec
UPDATE delivery SET state = 'pending', attempts = attempts - 1, first_try = CASE WHEN first_try = claimed THEN 0 ELSE first_try END
WHERE id = @id AND state = 'sending' AND claimed = @claimed;

-- name: Hasten :exec
UPDATE delivery SET due = due - CAST(@by AS bigint) WHERE channel = @channel AND state = 'pending' AND attempts > 0;

-- name: BroadcastOf :one
SELECT draft, revision, occasion FROM delivery WHERE slice = @slice ORDER BY id LIMIT 1;

-- name: Interrupted :many
SELECT * FROM delivery WHERE channel = @channel AND state = 'sending' ORDER BY id;

-- name: PendingSlices :many
SELECT slice, channel, CAST(min(priority) AS bigint) AS priority, count(*) AS n, CAST(min(due) AS bigint) AS due
FROM delivery WHERE channel = @channel AND state = 'pending' GROUP BY slice, channel ORDER BY slice;

-- name: Outbox :many
SELECT * FROM delivery WHERE (state = @state OR CAST(@state AS text) = '') AND id > @after ORDER BY id LIMIT @most;

-- name: OutboxOfDraft :many
SELECT * FROM delivery WHERE draft = @draft ORDER BY id;

-- name: CountStates :many
SELECT channel, state, count(*) AS n FROM delivery GROUP BY channel, state ORDER BY channel, state;

-- name: OpenBroadcasts :many
SELECT draft, revision, occasion FROM delivery WHERE state IN ('pending', 'sending')
GROUP BY draft, revision, occasion ORDER BY draft, revision, occasion;

-- name: Progress :many
SELECT edition, state, count(*) AS n, CAST(min(CASE WHEN first_try = 0 THEN 9223372036854775807 ELSE first_try END) AS bigint) AS first,
    CAST(max(updated) AS bigint) AS last
FROM delivery WHERE draft = @draft AND revision = @revision AND occasion = @occasion GROUP BY edition, state;

-- name: DropTarget :execrows
UPDATE delivery SET state = 'dead', error = @error, updated = @updated
WHERE channel = @channel AND address = @address AND state = 'pending';

-- name: PutMoved :exec
INSERT INTO moved (bot, address, moved_to, at) VALUES (@bot, @address, @moved_to, @at)
ON CONFLICT (bot, address) DO UPDATE SET moved_to = excluded.moved_to, at = excluded.at;

-- name: Moved :many
SELECT address, moved_to FROM moved WHERE bot = @bot ORDER BY address;

-- name: PutPace :exec
INSERT INTO pace (bot, body, updated) VALUES (@bot, @body, @updated)
ON CONFLICT (bot) DO UPDATE SET body = excluded.body, updated = excluded.updated;

-- name: Pace :one
SELECT body FROM pace WHERE bot = @bot;

-- name: TakeLease :execrows
INSERT INTO lease (name, owner, until) VALUES (@name, @owner, @until)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE lease.owner = excluded.owner OR lease.until < CAST(@now AS bigint);

-- name: HoldLease :execrows
UPDATE lease SET owner = owner
WHERE name = @name AND owner = @owner AND until > @now;

-- name: DropLease :exec
DELETE FROM lease WHERE name = @name AND owner = @owner;

-- name: DropPendingOfDraft :execrows
UPDATE delivery SET state = 'dropped', reason = @reason, person = @person, updated = @updated
WHERE draft = @draft AND state = 'pending' AND kind IN ('bulletin', 'correction');

-- name: FollowParts :exec
UPDATE delivery SET state = @state, due = @due, attempts = 0, first_try = 0, reason = @reason, person = @person, updated = @updated
WHERE draft = @draft AND revision = @revision AND occasion = @occasion AND channel = @channel AND address = @address
    AND thread = @thread AND part > @part AND state = @was;
