import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll } from 'vitest'
import { clientOf } from '../../auth/testing/client.ts'
import { type LocalBackend, testBackend } from '../../testing/index.ts'

// As a migration for hosted Supabase has it.
const MIGRATION = `
insert into storage.buckets (id, name, public) values ('pictures', 'pictures', true)
  on conflict do nothing;
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values ('small', 'small', false, 10, array['image/*', 'text/plain']);
create policy "Everyone sees pictures" on storage.objects
  for select using (bucket_id = 'pictures');
create policy "Users upload to their own folder" on storage.objects
  for insert to authenticated
  with check (bucket_id = 'pictures' and (storage.foldername(name))[1] = (select auth.uid()::text));
create policy "Users change what is theirs" on storage.objects
  for update to authenticated using (owner_id = (select auth.uid()::text));
create policy "Users remove what is theirs" on storage.objects
  for delete to authenticated using (owner = auth.uid());
`

type Files = ReturnType<SupabaseClient['storage']['from']>

/** A backend with a public bucket `pictures` and a narrow one, `small`; and who uses them. */
export interface Pictures {
  /** One for all tests of the file. */
  readonly backend: LocalBackend
  /** What it warned of, oldest first. */
  readonly warnings: readonly string[]
  readonly anon: SupabaseClient
  readonly service: SupabaseClient
  /** Somebody who has just signed in, and the bucket as that person may use it. */
  readonly person: () => Promise<{ readonly id: string; readonly pictures: Files }>
  readonly publicUrl: (name: string) => string
  /** Uploads with the service key; resolves to the public address. */
  readonly uploaded: (
    name: string,
    body: Blob | string,
    options?: Parameters<Files['upload']>[2],
  ) => Promise<string>
  /** How many pictures' bytes are stored. */
  readonly blobs: () => Promise<number>
}

export const PNG: Uint8Array<ArrayBuffer> = new Uint8Array([
  0x89, 0x50, 0x4e, 0x47, 0, 255, 1, 2, 3, 4,
])
export const png = (): Blob => new Blob([PNG], { type: 'image/png' })

let names = 0
export const newName = (extension = 'png'): string => `made/${(names += 1)}.${extension}`

export function preparePictures(): Pictures {
  let backend: LocalBackend
  let anon: SupabaseClient
  let service: SupabaseClient
  const warnings: string[] = []
  beforeAll(async () => {
    backend = await testBackend({ warn: line => warnings.push(line) })
    await backend.sql(MIGRATION)
    anon = clientOf(backend)
    service = clientOf(backend, backend.serviceKey)
  })
  afterAll(() => backend.stop())
  const publicUrl = (name: string): string =>
    service.storage.from('pictures').getPublicUrl(name).data.publicUrl
  return {
    get backend() {
      return backend
    },
    get anon() {
      return anon
    },
    get service() {
      return service
    },
    warnings,
    person: async () => {
      const supabase = clientOf(backend)
      const { data } = await supabase.auth.signInAnonymously()
      return { id: data.user?.id ?? '', pictures: supabase.storage.from('pictures') }
    },
    publicUrl,
    uploaded: async (name, body, options = {}) => {
      const { error } = await service.storage.from('pictures').upload(name, body, options)
      if (error) throw new Error('the upload failed', { cause: error })
      return publicUrl(name)
    },
    blobs: async () =>
      Number((await backend.sql('select count(*) from storage.blobs')).rows[0]?.['count']),
  }
}
