-- name: PutSchedule :exec
INSERT INTO schedule (id, spec, next, updated) VALUES (@id, @spec, @next, @updated)
ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, next = excluded.next, updated = excluded.updated
WHERE schedule.spec <> excluded.spec;

-- name: Schedules :many
SELECT * FROM schedule ORDER BY id;

-- name: Schedule :one
SELECT * FROM schedule WHERE id = @id;

-- name: Advance :execrows
UPDATE schedule SET next = @next, updated = @updated WHERE id = @id AND next = @was AND spec = @spec;

-- name: DropSchedule :exec
DELETE FROM schedule WHERE id = @id;

-- name: PutSlot :execrows
INSERT INTO slot (schedule, planned, outcome, at) VALUES (@schedule, @planned, @outcome, @at)
ON CONFLICT DO NOTHING;

-- name: Slots :many
SELECT * FROM slot WHERE schedule = @schedule ORDER BY planned DESC LIMIT @most;

-- name: PutSubscriber :exec
INSERT INTO subscriber (id, channel, address, thread, edition, at, place, place_data, silent, quiet, state, reason, created, updated)
VALUES (@id, @channel, @address, @thread, @edition, @at, @place, @place_data, @silent, @quiet, @state, @reason, @created, @updated)
ON CONFLICT (channel, address, thread, edition, place) DO UPDATE SET at = excluded.at, place_data = excluded.place_data,
    silent = excluded.silent, quiet = excluded.quiet, state = excluded.state, reason = excluded.reason, updated = excluded.updated;

-- name: SubscribersOfEdition :many
SELECT * FROM subscriber WHERE edition = @edition AND state = 'active' AND id > @after ORDER BY id LIMIT @most;

-- name: SubscribersOfHours :many
SELECT * FROM subscriber WHERE edition = @edition AND at >= @first AND at <= @last AND place <> '' AND state = 'active' AND id > @after
ORDER BY id LIMIT @most;

-- name: SubscribersOfAddress :many
SELECT * FROM subscriber WHERE channel = @channel AND address = @address ORDER BY id;

-- name: Subscribers :many
SELECT * FROM subscriber WHERE id > @after ORDER BY id LIMIT @most;

-- name: RemoveSubscriber :execrows
DELETE FROM subscriber WHERE channel = @channel AND address = @address AND (edition = @edition OR CAST(@edition AS text) = '');

-- name: SetSubscriberState :execrows
UPDATE subscriber SET state = @state, reason = @reason, updated = @updated
WHERE channel = @channel AND address = @address AND state <> @state;

-- name: MoveSubscriber :exec
UPDATE subscriber SET address = @moved_to, updated = @updated
WHERE subscriber.channel = @channel AND subscriber.address = @address AND NOT EXISTS (
    SELECT 1 FROM subscriber other WHERE other.channel = subscriber.channel AND other.address = @moved_to
        AND other.thread = subscriber.thread AND other.edition = subscriber.edition AND other.place = subscriber.place);

-- name: CountSubscribers :many
SELECT edition, state, count(*) AS n FROM subscriber GROUP BY edition, state ORDER BY edition, state;

-- name: ForgetDeliveries :execrows
UPDATE delivery SET address = @pseudonym WHERE channel = @channel AND address = @address AND state NOT IN ('pending', 'sending');

-- name: PutAnswer :exec
INSERT INTO answer (source, place, fetched, body) VALUES (@source, @place, @fetched, @body)
ON CONFLICT (source, place) DO UPDATE SET fetched = excluded.fetched, body = excluded.body
WHERE answer.fetched <= excluded.fetched;

-- name: Answer :one
SELECT fetched, body FROM answer WHERE source = @source AND place = @place;

-- name: PutPrint :exec
INSERT INTO print (place, made, body) VALUES (@place, @made, @body)
ON CONFLICT (place, made) DO UPDATE SET body = excluded.body;

-- name: Prints :many
SELECT body FROM print WHERE place = @place AND made >= @since ORDER BY made;

-- name: DropPrints :execrows
DELETE FROM print WHERE made < @before;

-- name: InsertTemplateVersion :exec
INSERT INTO template_version (id, name, content, hash, author, note, lint, created)
VALUES (@id, @name, @content, @hash, @author, @note, @lint, @created);

-- name: TemplateVersion :one
SELECT * FROM template_version WHERE id = @id;

-- name: TemplateVersions :many
SELECT * FROM template_version WHERE name = @name ORDER BY id DESC LIMIT @most;

-- name: PutTemplateActive :exec
INSERT INTO template_active (name, version, canary, canary_left, person, updated)
VALUES (@name, @version, @canary, @canary_left, @person, @updated)
ON CONFLICT (name) DO UPDATE SET version = excluded.version, canary = excluded.canary,
    canary_left = excluded.canary_left, person = excluded.person, updated = excluded.updated;

-- name: TemplatesActive :many
SELECT * FROM template_active ORDER BY name;

-- name: InsertTemplateActivation :exec
INSERT INTO template_activation (id, name, version, earlier, person, at)
VALUES (@id, @name, @version, @earlier, @person, @at);

-- name: TemplateActivation :one
SELECT * FROM template_activation WHERE id = @id;

-- name: TemplateActivationNow :one
SELECT * FROM template_activation WHERE name = @name ORDER BY id DESC LIMIT 1;

-- name: TemplateActivationOf :one
SELECT * FROM template_activation WHERE name = @name AND version = @version ORDER BY id DESC LIMIT 1;

-- name: PutPerson :exec
INSERT INTO person (id, name, role, telegram, password, updated)
VALUES (@id, @name, @role, @telegram, @password, @updated)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, telegram = excluded.telegram,
    password = excluded.password, updated = excluded.updated;

-- name: Person :one
SELECT * FROM person WHERE id = @id;

-- name: People :many
SELECT * FROM person ORDER BY id;

-- name: RemovePerson :execrows
DELETE FROM person WHERE id = @id;

-- name: PutSession :exec
INSERT INTO session (token, data, expiry) VALUES (@token, @data, @expiry)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry;

-- name: Session :one
SELECT data FROM session WHERE token = @token AND expiry > @now;

-- name: DropSession :exec
DELETE FROM session WHERE token = @token;

-- name: DropSessions :execrows
DELETE FROM session WHERE expiry <= @now;

-- name: InsertLink :exec
INSERT INTO link (hash, purpose, subject, expires, used) VALUES (@hash, @purpose, @subject, @expires, 0);

-- name: PeekLink :one
SELECT subject FROM link WHERE hash = @hash AND purpose = @purpose AND used = 0 AND expires > @now;

-- name: UseLink :one
UPDATE link SET used = @now WHERE hash = @hash AND purpose = @purpose AND used = 0 AND expires > @now RETURNING subject;

-- name: DropLinks :execrows
DELETE FROM link WHERE expires <= @before;

-- name: InsertAudit :exec
INSERT INTO audit (id, at, person, act, object, detail) VALUES (@id, @at, @person, @act, @object, @detail);

-- name: Audit :many
SELECT * FROM audit ORDER BY id DESC LIMIT @most;

-- name: PutValue :exec
INSERT INTO kv (name, value, updated) VALUES (@name, @value, @updated)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated = excluded.updated;

-- name: Value :one
SELECT value FROM kv WHERE name = @name;

-- name: PutInbox :execrows
INSERT INTO inbox (bot, number, body, received) VALUES (@bot, @number, @body, @received) ON CONFLICT DO NOTHING;

-- name: Inbox :many
SELECT number, body, received FROM inbox WHERE bot = @bot AND body <> '' ORDER BY received, number LIMIT @most;

-- name: CloseInbox :exec
UPDATE inbox SET body = '' WHERE bot = @bot AND number = @number;

-- name: DropInbox :execrows
DELETE FROM inbox WHERE bot = @bot AND received < @before;

-- name: RemoveSubscription :execrows
DELETE FROM subscriber WHERE channel = @channel AND address = @address AND thread = @thread AND edition = @edition AND place = @place;
