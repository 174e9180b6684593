// What `supabase gen types typescript` writes for supabase/migrations.

type Todo = { created_at: string; done: boolean; id: string; owner: string; title: string }

export type Database = {
  public: {
    Tables: {
      todos: {
        Row: Todo
        Insert: Partial<Todo> & Pick<Todo, 'title'>
        Update: Partial<Todo>
        Relationships: []
      }
    }
    Views: { [_ in never]: never }
    Functions: { [_ in never]: never }
    Enums: { [_ in never]: never }
    CompositeTypes: { [_ in never]: never }
  }
}
