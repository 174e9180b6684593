// As `supabase gen types typescript` writes it.

type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  __InternalSupabase: { PostgrestVersion: '14.1' }
  public: {
    Tables: {
      lists: {
        Row: { id: string; name: string; owner: string }
        Insert: { id?: string; name: string; owner?: string }
        Update: { id?: string; name?: string; owner?: string }
        Relationships: []
      }
      todos: {
        Row: { done: boolean; id: number; list_id: string; notes: Json | null; title: string }
        Insert: { done?: boolean; id?: never; list_id: string; notes?: Json | null; title: string }
        Update: { done?: boolean; id?: never; list_id?: string; notes?: Json; title?: string }
        Relationships: [
          {
            foreignKeyName: 'todos_list_id_fkey'
            columns: ['list_id']
            isOneToOne: false
            referencedRelation: 'lists'
            referencedColumns: ['id']
          },
        ]
      }
    }
    Views: { [_ in never]: never }
    Functions: { [_ in never]: never }
    Enums: { [_ in never]: never }
    CompositeTypes: { [_ in never]: never }
  }
}
