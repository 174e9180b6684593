import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { Plugin } from 'vite'

const SCRIPT = 'service-worker.js'

/** Builds `worker.ts` beside the page, as one script that knows the files of the build. */
export function serviceWorker(): Plugin {
  let publicDir = ''
  return {
    name: 'everfresh:service-worker',
    apply: 'build',
    configResolved: config => {
      publicDir = config.publicDir
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: '/src/service-worker/worker.ts', fileName: SCRIPT })
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const script = bundle[SCRIPT]
        if (script?.type !== 'chunk') throw new Error(`The build has no ${SCRIPT}.`)
        const built = Object.values(bundle).filter(({ fileName }) => fileName !== SCRIPT)
        const names = [...built.map(({ fileName }) => fileName), ...readdirSync(publicDir)]
        // The page by the address that no host redirects.
        const files = names
          .filter(name => !name.endsWith('.map'))
          .map(name => (name === 'index.html' ? '/' : `/${name}`))
        const version = createHash('sha256')
        for (const part of built) version.update(part.type === 'chunk' ? part.code : part.source)
        script.code = script.code
          .replaceAll('__APP_FILES__', JSON.stringify(files.toSorted()))
          .replaceAll('__APP_VERSION__', JSON.stringify(version.digest('hex').slice(0, 12)))
      },
    },
  }
}
