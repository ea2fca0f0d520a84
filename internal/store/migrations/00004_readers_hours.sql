-- +goose Up
-- Readers with a place of their own, by the hour at which they want its bulletin.
CREATE INDEX subscriber_hour ON subscriber (edition, at) WHERE place <> '' AND state = 'active';
