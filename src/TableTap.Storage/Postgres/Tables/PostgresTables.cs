namespace TableTap.Storage.Postgres.Tables;

/// <summary>All tables of the first schema.</summary>
internal static class PostgresTables
{
    // Names are compared byte by byte, whatever the database's language is. "store" has one row, and whoever writes holds it
    // from the reading of heads until the commit: so positions are given in the order of commits, without a hole. "age" in a
    // row is how old the store was when the row was written. Heads outlive what they count, so that no number is given twice
    // after trimming. A message's slice is the partition that holds it, and goes as a whole. Short ids of names come from
    // sequences, for nothing depends on their order.
    public const string Script = """
        CREATE TABLE store (
            one integer PRIMARY KEY CHECK (one = 1),
            epoch text NOT NULL,
            position bigint NOT NULL,
            line bigint NOT NULL,
            record bigint NOT NULL,
            age bigint NOT NULL,
            owed bigint NOT NULL,
            wall bigint,
            cut_age bigint
        ) WITH (fillfactor = 50);
        INSERT INTO store VALUES (1, replace(gen_random_uuid()::text, '-', ''), 0, 0, 0, 0, 0, NULL, NULL);

        CREATE TABLE receipt (
            writer text COLLATE "C" PRIMARY KEY,
            number bigint NOT NULL,
            age bigint NOT NULL
        ) WITH (fillfactor = 50);

        CREATE TABLE stream (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL UNIQUE,
            last bigint NOT NULL,
            wish text
        ) WITH (fillfactor = 70);
        CREATE TABLE fact (
            stream bigint NOT NULL,
            version bigint NOT NULL,
            type text NOT NULL,
            at bigint NOT NULL,
            age bigint NOT NULL,
            subject text COLLATE "C",
            data bytea NOT NULL,
            PRIMARY KEY (stream, version)
        );
        CREATE INDEX fact_of_subject ON fact (stream, subject, version) WHERE subject IS NOT NULL;
        CREATE TABLE entry (
            stream bigint NOT NULL,
            term text COLLATE "C" NOT NULL,
            at bigint NOT NULL,
            subject text COLLATE "C" NOT NULL,
            PRIMARY KEY (stream, term, at, subject)
        );
        CREATE INDEX entry_of_subject ON entry (stream, subject);

        CREATE TABLE channel (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL UNIQUE,
            last bigint NOT NULL
        ) WITH (fillfactor = 70);
        CREATE TABLE slice (
            id integer PRIMARY KEY,
            first_position bigint NOT NULL,
            began bigint NOT NULL,
            bytes bigint NOT NULL
        ) WITH (fillfactor = 50);
        CREATE TABLE message (
            slice integer NOT NULL,
            position bigint NOT NULL,
            channel bigint NOT NULL,
            sequence bigint NOT NULL,
            at bigint NOT NULL,
            message_id text COLLATE "C" NOT NULL,
            frame bytea NOT NULL,
            PRIMARY KEY (slice, position)
        ) PARTITION BY RANGE (slice);
        CREATE INDEX message_of_channel ON message (channel, sequence) INCLUDE (position);
        CREATE INDEX message_of_id ON message (message_id);
        CREATE TABLE cursor (
            channel bigint PRIMARY KEY,
            sequence bigint NOT NULL,
            at bigint NOT NULL
        );

        CREATE TABLE answer (
            message_id text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL,
            issuer text COLLATE "C" NOT NULL,
            at bigint NOT NULL,
            age bigint NOT NULL,
            request_hash bytea NOT NULL,
            frame bytea NOT NULL,
            PRIMARY KEY (message_id, subject, issuer)
        );
        CREATE INDEX answer_of_age ON answer (age);

        CREATE TABLE chain (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL UNIQUE,
            last bigint NOT NULL,
            hash bytea,
            trimmed bigint NOT NULL DEFAULT 0,
            trimmed_hash bytea,
            head text
        ) WITH (fillfactor = 70);
        CREATE TABLE audit (
            id bigint PRIMARY KEY,
            chain bigint NOT NULL,
            number bigint NOT NULL,
            at bigint NOT NULL,
            age bigint NOT NULL,
            actor text NOT NULL,
            role text NOT NULL,
            address text,
            command text NOT NULL,
            message_id text NOT NULL,
            result text NOT NULL,
            target text,
            count integer NOT NULL,
            hash bytea NOT NULL
        );
        CREATE UNIQUE INDEX audit_of_chain ON audit (chain, number);

        CREATE TABLE snapshot (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            stream text COLLATE "C" NOT NULL,
            kind integer NOT NULL,
            version bigint NOT NULL,
            shape text NOT NULL,
            at bigint NOT NULL,
            parts integer NOT NULL
        );
        CREATE INDEX snapshot_of_stream ON snapshot (stream, kind);
        CREATE TABLE snapshot_part (
            snapshot bigint NOT NULL,
            number integer NOT NULL,
            data bytea NOT NULL,
            PRIMARY KEY (snapshot, number)
        );

        CREATE TABLE kept_record (
            kind text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            grouped text COLLATE "C",
            until bigint,
            data bytea NOT NULL,
            PRIMARY KEY (kind, key)
        );
        CREATE INDEX kept_record_of_group ON kept_record (kind, grouped, key) WHERE grouped IS NOT NULL;
        CREATE INDEX kept_record_of_end ON kept_record (until) WHERE until IS NOT NULL;
        """;
}
