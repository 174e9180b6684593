/**
 * The `storage` schema, idempotent: Supabase's own tables, columns and helper functions, so that
 * buckets and policies written for it work unedited. Beside them lives `storage.blobs` with the
 * bytes: data, tests and templates then need no folder, and bytes go when their object goes.
 * Needs the roles anon, authenticated and service_role.
 */
export const storageSchema: string = `
create schema if not exists storage;
grant usage on schema storage to anon, authenticated, service_role;

create table if not exists storage.buckets (
  id text primary key,
  name text not null unique,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text
);

create table if not exists storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text references storage.buckets (id),
  name text,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb
);
create unique index if not exists bucketid_objname on storage.objects (bucket_id, name);
create index if not exists name_prefix_search on storage.objects (name text_pattern_ops);

create table if not exists storage.blobs (
  object_id uuid primary key references storage.objects (id) on delete cascade,
  data bytea not null
);
-- Uncompressed, so that a range is read without the rest.
alter table storage.blobs alter column data set storage external;

alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
alter table storage.blobs enable row level security;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
revoke all on storage.blobs from public, anon, authenticated, service_role;

create or replace function storage.foldername(name text) returns text[]
language sql immutable as $$
  select (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1]
$$;
create or replace function storage.filename(name text) returns text
language sql immutable as $$
  select (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))]
$$;
create or replace function storage.extension(name text) returns text
language sql immutable as $$
  select reverse(split_part(reverse(storage.filename(name)), '.', 1))
$$;

create or replace function storage.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
create or replace trigger update_objects_updated_at
  before update on storage.objects for each row execute function storage.touch();

-- Supabase refuses this too: there, the bytes would stay behind.
create or replace function storage.protect_delete() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), '') <> 'true' then
    raise insufficient_privilege using
      message = 'Direct deletion from storage tables is not allowed. Use the Storage API instead.';
  end if;
  return null;
end $$;
create or replace trigger protect_buckets_delete
  before delete on storage.buckets for each statement execute function storage.protect_delete();
create or replace trigger protect_objects_delete
  before delete on storage.objects for each statement execute function storage.protect_delete();
`
