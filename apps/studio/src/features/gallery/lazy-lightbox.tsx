import { whenShown } from '../../ui/when-shown.tsx'

/** The lightbox, loaded when a picture is opened first. */
export const Lightbox = whenShown(async () => (await import('./lightbox.tsx')).Lightbox)
