import type { ReactNode } from 'react'
import { Choice } from '../../ui/choice.tsx'
import { SaveState } from './save-state.tsx'
import { isTheme, showTheme, type Theme } from './theme.ts'
import { useSettingsForm } from './use-settings-form.ts'
import styles from './settings.module.css'

const THEMES = [
  ['system', 'As the device'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const satisfies readonly (readonly [Theme, string])[]

/** Light, dark, or whatever the device is. It follows the person from device to device. */
export function ThemeChoice({ userId }: { readonly userId: string }): ReactNode {
  const form = useSettingsForm('user', userId)
  const theme = form.values?.['theme']
  return (
    <div>
      <Choice
        label="Colours"
        name="theme"
        options={THEMES}
        value={isTheme(theme) ? theme : 'system'}
        onChange={next => {
          form.set('theme', next)
          form.flush()
          showTheme(next)
        }}
      />
      <div className={styles.top}>
        <SaveState form={form} />
      </div>
    </div>
  )
}
