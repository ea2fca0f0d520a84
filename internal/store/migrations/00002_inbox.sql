-- +goose Up
-- Updates of bots: stored before they are confirmed to the service, worked afterwards.
-- One that is done keeps its number, so that it is not worked twice, and loses its body.
CREATE TABLE inbox (
    bot text NOT NULL,
    number bigint NOT NULL,
    body text NOT NULL,
    received bigint NOT NULL,
    PRIMARY KEY (bot, number)
);
CREATE INDEX inbox_open ON inbox (bot, received) WHERE body <> '';
