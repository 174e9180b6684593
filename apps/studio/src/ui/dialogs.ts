import { whenShown } from './when-shown.tsx'

// Most visits open neither of them, so a page does not begin with what a dialog is made of.

export const ConfirmDialog = whenShown(
  async () => (await import('./confirm-dialog.tsx')).ConfirmDialog,
)

export const NameDialog = whenShown(async () => (await import('./name-dialog.tsx')).NameDialog)
