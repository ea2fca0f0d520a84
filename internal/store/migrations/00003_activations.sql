-- +goose Up
-- Which version of a template was in use when, and the row that stands behind it (0: none):
-- the one that a step back leads to. A version on trial is not in use and has no row.
CREATE TABLE template_activation (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    version bigint NOT NULL,
    earlier bigint NOT NULL,
    person text NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX template_activation_name ON template_activation (name, id);
INSERT INTO template_activation (id, name, version, earlier, person, at)
SELECT row_number() OVER (ORDER BY name), name, version, 0, person, updated FROM template_active;
INSERT INTO counter (name, value) SELECT 'template_activation', count(*) FROM template_active HAVING count(*) > 0;
