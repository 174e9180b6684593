import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { checkAnchors } from './anchors.mjs'
import { linksOfTheRepository, pathOfPage, root } from './repository.mjs'

const page = (/** @type {string} */ text, /** @type {string} */ link) => ({ text, link })

const top = ['ARCHITECTURE', 'CHANGELOG', 'CONTRIBUTING', 'GLOSSARY', 'README', 'SPEC']
const docs = readdirSync(join(root, 'docs')).map(name => `docs/${name}`)
const manuals = ['apps', 'examples', 'packages'].flatMap(folder =>
  readdirSync(join(root, folder)).map(name => `${folder}/${name}/README.md`),
)
const pages = [...top.map(name => `${name}.md`), ...docs, ...manuals].filter(name =>
  existsSync(join(root, name)),
)

// A copy: VitePress takes all Markdown below one folder, and looks for Vue beside each page.
const copy = fileURLToPath(new URL('../.pages', import.meta.url))
rmSync(copy, { recursive: true, force: true })
for (const name of pages) cpSync(join(root, name), join(copy, name))

export default defineConfig({
  title: 'Everfresh',
  description:
    'Keeps TanStack Query caches in step with Supabase, and fresh when realtime is down.',
  lang: 'en',
  srcDir: '.pages',
  outDir: 'dist',
  rewrites: pathOfPage,
  cleanUrls: true,
  lastUpdated: false,
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
    config: md => linksOfTheRepository(md, copy, pages),
  },
  buildEnd: ({ outDir }) => checkAnchors(outDir),
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      page('Start', '/getting-started'),
      page('Concepts', '/concepts'),
      page('Not updating?', '/debugging'),
      page('FAQ', '/faq'),
    ],
    sidebar: [
      {
        text: 'Begin',
        items: [
          page('What it is', '/'),
          page('Getting started', '/getting-started'),
          page('Concepts', '/concepts'),
          page('Comparison', '/comparison'),
          page('Migrating', '/migrating'),
          page('FAQ', '/faq'),
        ],
      },
      {
        text: 'Guide',
        items: [
          page('Event maps', '/event-maps'),
          page('Adding an event type', '/adding-an-event-type'),
          page('Polling', '/polling'),
          page('Scale', '/scale'),
          page('Optimistic writes', '/optimistic-writes'),
          page('Users and auth', '/multi-user'),
          page('React', '/react'),
          page('Server rendering', '/ssr'),
          page('The feed', '/feed'),
          page('The Supabase client', '/supabase-client'),
        ],
      },
      {
        text: 'See what happens',
        items: [
          page('Not updating?', '/debugging'),
          page('The devtools', '/devtools'),
          page('The doctor', '/doctor'),
          page('The trace', '/trace'),
          page('Explain', '/explain'),
        ],
      },
      {
        text: 'Run and test',
        items: [
          page('Testing your app', '/testing'),
          page('The local backend', '/local-backend'),
          page('npm start', '/npm-start'),
          page('Hosted Supabase', '/hosted'),
        ],
      },
      {
        text: 'In depth',
        items: [
          page('Architecture', '/ARCHITECTURE'),
          page('The laws', '/SPEC'),
          page('Failure modes', '/failure-modes'),
          page('Conformance', '/conformance'),
          page('Benchmarks', '/benchmarks'),
          page('Glossary', '/GLOSSARY'),
          page('Changes', '/CHANGELOG'),
        ],
      },
    ],
  },
})
