    .section .rodata
    .balign 16
    .global her2_knowledge_begin
    .global her2_knowledge_end
her2_knowledge_begin:
    .incbin HER2_KNOWLEDGE_PACK
her2_knowledge_end:
    .byte 0
    .global her2_knowledge_hash
    .global her2_knowledge_hash_end
her2_knowledge_hash:
    .incbin HER2_KNOWLEDGE_HASH
her2_knowledge_hash_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
