/**
 * Makes an element. Texts become text nodes and nothing else: what a stranger wrote is never markup.
 * @param {string} tag Such as `td.number`.
 * @param {...(Node | string)} children
 */
export function element(tag, ...children) {
  const [name = 'div', ...classes] = tag.split('.')
  const made = document.createElement(name)
  made.className = classes.join(' ')
  made.append(...children)
  return made
}

/**
 * @param {string} label
 * @param {() => void} onClick
 */
export function button(label, onClick) {
  const made = element('button', label)
  made.setAttribute('type', 'button')
  made.addEventListener('click', onClick)
  return made
}

/** @param {string} id */
export function byId(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no #${id}.`)
  return found
}

const shown = new Map()

/**
 * Puts what `make` makes into an element, and only when `data` is another than last time, so that
 * focus, selection and place stay.
 * @param {string} id
 * @param {unknown} data
 * @param {() => readonly (Node | string)[]} make
 */
export function show(id, data, make) {
  const text = JSON.stringify(data)
  if (shown.get(id) === text) return
  shown.set(id, text)
  byId(id).replaceChildren(...make())
}

/**
 * @param {string} kind `good`, `warn`, `bad` or `plain`.
 * @param {string} text
 */
export function pill(kind, text) {
  return element(`span.pill.${kind}`, text)
}

/** @param {readonly string[]} names Those that end with `#` are of numbers. */
export function head(names) {
  const cells = names.map(name =>
    name.endsWith('#') ? element('th.number', name.slice(0, -1)) : element('th', name),
  )
  return element('thead', element('tr', ...cells))
}

/** @param {number} at Milliseconds since the epoch. */
export function clock(at) {
  return new Date(at).toTimeString().slice(0, 8)
}

/** @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** @param {{ role: string | null, user: string | null }} who */
export function whoIs({ role, user }) {
  if (role === null) return '–'
  return user === null ? role : `${role} ${user.slice(0, 8)}`
}
