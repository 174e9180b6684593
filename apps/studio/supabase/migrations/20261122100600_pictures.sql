-- Pictures are public to read: their path holds two random ids. The worker writes beside the uploads,
-- and needs no policy for it. No SVG: it may carry a script.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values (
  'pictures', 'pictures', true, 10485760,
  array['image/avif', 'image/gif', 'image/jpeg', 'image/png', 'image/webp']
)
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

-- <project>/uploads/<generation>.<extension>. To upload over what is there takes all four verbs. Files
-- outlive their project, and whoever makes a new one under its id gets none of them: they have an owner.
create policy "owners have the uploads of their projects" on storage.objects for all to authenticated
  using (
    bucket_id = 'pictures'
    and owner_id = (select auth.uid())::text
    and (storage.foldername(name))[2] = 'uploads'
    and (storage.foldername(name))[1] in (
      select id::text from public.projects where user_id = (select auth.uid())
    )
  )
  with check (
    bucket_id = 'pictures'
    and (storage.foldername(name))[2] = 'uploads'
    and (storage.foldername(name))[1] in (
      select id::text from public.projects where user_id = (select auth.uid())
    )
  );
