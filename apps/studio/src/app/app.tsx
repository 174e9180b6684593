import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { useRoute } from 'wouter'
import { AppProviders, RealtimeProvider, useUser } from '@/shared/providers/RealtimeProvider'
import { isUuid } from '../data/uuid.ts'
import { Devtools } from '../features/devtools/devtools.tsx'
import { SettingsDraftsProvider } from '../features/settings/settings-drafts-provider.tsx'
import { Notices } from '../ui/notices.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { Home } from './home.tsx'
import { NotFound } from './not-found.tsx'
import { ProjectPage } from './project-page.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { SigningIn } from './signing-in.tsx'
import { useNewOwner } from './use-new-owner.ts'
import { useSettingProblems } from './use-setting-problems.ts'

export function App(): ReactNode {
  return (
    <ErrorBoundary>
      <Tooltip.Provider delayDuration={450}>
        <AppProviders fallback={<SigningIn />}>
          <Notices>
            <Screens />
          </Notices>
          <Devtools />
        </AppProviders>
      </Tooltip.Provider>
    </ErrorBoundary>
  )
}

/** `/p/:projectId` and what is below it; everything else leads to a project. */
function Screens(): ReactNode {
  useNewOwner(useUser().id)
  useSettingProblems()
  const [, inProject] = useRoute('/p/:projectId/*?')
  const [, inShot] = useRoute('/p/:projectId/shots/:shotId')
  const [inShots] = useRoute('/p/:projectId/shots')
  const [inGallery] = useRoute('/p/:projectId')
  const [atHome] = useRoute('/')
  const projectId = inProject?.projectId
  if (!atHome && !inGallery && !inShots && inShot === null) return <NotFound />
  return (
    <RealtimeProvider projectId={isUuid(projectId) ? projectId : undefined}>
      <SettingsDraftsProvider>
        <Shortcuts />
        {projectId === undefined ? (
          <Home />
        ) : (
          <ProjectPage projectId={projectId} shotId={inShot?.shotId} allShots={inShots} />
        )}
      </SettingsDraftsProvider>
    </RealtimeProvider>
  )
}
