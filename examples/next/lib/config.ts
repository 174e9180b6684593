/** Next.js writes these into the page where they are read by their full names. */
export const config = {
  url: process.env.NEXT_PUBLIC_SUPABASE_URL ?? '',
  key: process.env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ?? '',
  pollMs: Number(process.env.NEXT_PUBLIC_POLL_MS ?? 5_000),
}
