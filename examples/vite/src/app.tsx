import { useRealtime } from '@everfresh/react'
import { useRemoveTodo, useSaveTodo, useTodos, type Todo } from './todos'

export function App() {
  const { data: todos, error } = useTodos()
  return (
    <main>
      <header>
        <h1>Todos</h1>
        <Status />
      </header>
      <NewTodo />
      {error !== null && <p role="alert">{error.message}</p>}
      {todos?.length === 0 && (
        <p>Nothing to do. Add something, with a second tab beside this one.</p>
      )}
      <ul>
        {todos?.map(todo => (
          <Item key={todo.id} todo={todo} />
        ))}
      </ul>
    </main>
  )
}

/** Whether what is shown is pushed, polled or old; and why. */
function Status() {
  const { status, cause, reconnect } = useRealtime()
  return (
    <button className="status" data-status={status} title={cause?.message} onClick={reconnect}>
      {status}
    </button>
  )
}

function NewTodo() {
  const save = useSaveTodo()
  const add = (form: FormData) => {
    const title = (form.get('title') as string).trim()
    if (title !== '') save.mutate({ id: crypto.randomUUID(), title, done: false })
  }
  return (
    <form action={add}>
      <input name="title" aria-label="What is to be done?" maxLength={200} autoFocus />
      <button>Add</button>
    </form>
  )
}

function Item({ todo }: { readonly todo: Todo }) {
  const save = useSaveTodo()
  const remove = useRemoveTodo()
  const toggle = () => save.mutate({ ...todo, done: !todo.done })
  return (
    <li>
      <label>
        <input type="checkbox" checked={todo.done} onChange={toggle} />
        <span>{todo.title}</span>
      </label>
      <button aria-label={`Remove ${todo.title}`} onClick={() => remove.mutate(todo.id)}>
        ×
      </button>
    </li>
  )
}
