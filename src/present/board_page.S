    .section .rodata
    .global her2_board_page_begin
    .global her2_board_page_end
her2_board_page_begin:
    .incbin HER2_BOARD_PAGE
her2_board_page_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
