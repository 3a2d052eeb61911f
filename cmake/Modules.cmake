# Flags shared by all targets, and helpers: her2_module(folder library), her2_test(one file, one test program).

add_library(her2_flags INTERFACE)
target_compile_options(her2_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
                                            -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
# At -O3 g++ 12 sees overlapping copies in `"text" + std::string` (its bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(her2_flags INTERFACE $<$<CONFIG:Release>:-Wno-restrict>)
endif()
if(HER2_SANITIZE)
  # Instrumented code makes gcc warn of uses it only imagines; the presets without sanitizers are the ones that judge warnings.
  target_compile_options(her2_flags INTERFACE -fsanitize=${HER2_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -Wno-error)
  target_link_options(her2_flags INTERFACE -fsanitize=${HER2_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(her2_flags INTERFACE -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/sanitizer-ignore.txt)
  endif()
endif()

find_program(MOLD mold)
if(MOLD)
  target_link_options(her2_flags INTERFACE -fuse-ld=mold)
endif()

# her2_module(values USES fmt::fmt): library her2_values from all sources of this folder.
function(her2_module name)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(her2_${name} STATIC ${sources})
  target_include_directories(her2_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(her2_${name} PUBLIC ${ARG_USES} PRIVATE her2_flags)
endfunction()

# her2_test(name USES her2_values): tests/…/name.cpp as one ctest program.
function(her2_test name)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  add_executable(${name} ${name}.cpp)
  target_link_libraries(${name} PRIVATE ${ARG_USES} her2_flags GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE HER2_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()
