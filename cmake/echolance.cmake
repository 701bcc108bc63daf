# SPDX-FileCopyrightText: The Echolance authors
# SPDX-License-Identifier: Apache-2.0

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(ECHOLANCE_CCACHE ccache)
if(ECHOLANCE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ECHOLANCE_CCACHE}")
endif()

# The one place for language level, warnings and sanitizers.
function(echolance_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_compile_options(
    ${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                      $<$<BOOL:${ECHOLANCE_WERROR}>:-Werror>)
  if(ECHOLANCE_SANITIZE STREQUAL "thread")
    target_compile_options(${target} PUBLIC -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=thread)
  elseif(ECHOLANCE_SANITIZE)
    # With sanitizers GCC 12 sees uninitialised values in the standard library's regex and function.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
    target_compile_options(${target} PUBLIC -fsanitize=address,undefined -fno-sanitize-recover=all
                                            -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

# echolance_add_module(NAME SOURCES ... PUBLIC targets... PRIVATE targets...)
function(echolance_add_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(echolance_${name} STATIC ${ARG_SOURCES})
  add_library(echolance::${name} ALIAS echolance_${name})
  target_link_libraries(echolance_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  echolance_settings(echolance_${name})
endfunction()

# echolance_add_test(NAME LABEL unit SOURCES ... LINKS targets... [WITH_DISPLAY]): one GoogleTest
# program; WITH_DISPLAY: on an X display of its own, drawn in software.
function(echolance_add_test name)
  cmake_parse_arguments(ARG "WITH_DISPLAY" "LABEL" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(
    ${name} PRIVATE ECHOLANCE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                    ECHOLANCE_SAMPLE_DATA_DIR="${PROJECT_SOURCE_DIR}/sample_data"
                    ECHOLANCE_BINARY="$<TARGET_FILE:echolance_cli>")
  echolance_settings(${name})
  if(ARG_WITH_DISPLAY)
    add_test(NAME ${name} COMMAND "${PROJECT_SOURCE_DIR}/tests/support/with_display"
                                  $<TARGET_FILE:${name}>)
    # VTK and Mesa leak a little of their own at the end of a program.
    set_tests_properties(
      ${name} PROPERTIES ENVIRONMENT "LIBGL_ALWAYS_SOFTWARE=1;ASAN_OPTIONS=detect_leaks=0")
  else()
    add_test(NAME ${name} COMMAND ${name})
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT 1200)
endfunction()

# echolance_embed(TARGET DATA_FILE SYMBOL): builds a text file into the program. `#include
# "<path of DATA_FILE from the project root>.hpp"` then has `inline constexpr std::string_view
# echolance::SYMBOL`.
function(echolance_embed target data_file symbol)
  get_filename_component(full_path "${data_file}" ABSOLUTE)
  file(RELATIVE_PATH name "${PROJECT_SOURCE_DIR}" "${full_path}")
  file(READ "${full_path}" text)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${full_path}")
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/embedded/${name}.hpp" CONTENT
"// Made from @name@.
#pragma once
#include <string_view>
namespace echolance {
inline constexpr std::string_view @symbol@ = R\"embedded(@text@)embedded\";
}
" @ONLY)
  target_include_directories(${target} PRIVATE "${PROJECT_BINARY_DIR}/embedded")
endfunction()

# echolance_embed_list(TARGET FOLDER SYMBOL NAMES...): builds FOLDER/NAME.json of every name into the
# program, in that order. `#include "<path of FOLDER from the project root>.hpp"` then has
# `echolance::SYMBOL`, an array of EmbeddedFile.
function(echolance_embed_list target folder symbol)
  get_filename_component(full_path "${folder}" ABSOLUTE)
  file(RELATIVE_PATH name "${PROJECT_SOURCE_DIR}" "${full_path}")
  set(rows "")
  list(LENGTH ARGN count)
  foreach(file_name IN LISTS ARGN)
    set(file_path "${full_path}/${file_name}.json")
    file(READ "${file_path}" text)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file_path}")
    string(APPEND rows "    {\"${name}/${file_name}.json\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/embedded/${name}.hpp" CONTENT
"// Made from the files of @name@.
#pragma once
#include <array>
#include <string_view>
namespace echolance {
#ifndef ECHOLANCE_EMBEDDED_FILE
#define ECHOLANCE_EMBEDDED_FILE
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};
#endif
inline constexpr std::array<EmbeddedFile, @count@> @symbol@ = {{
@rows@}};
}
" @ONLY)
  target_include_directories(${target} PRIVATE "${PROJECT_BINARY_DIR}/embedded")
endfunction()
