# What every target of the project, and no other, is compiled with.
add_library(hopspice_options INTERFACE)
target_compile_features(hopspice_options INTERFACE cxx_std_20)
target_compile_options(hopspice_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wswitch-enum)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_CXX_CLANG_TIDY)
  target_compile_options(hopspice_options INTERFACE
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op)
endif()
# False findings of GCC 12 in std::variant and std::vector once -O2 inlines them; the sanitizers look
# for true ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(hopspice_options INTERFACE
    $<$<NOT:$<CONFIG:Debug>>:-Wno-maybe-uninitialized> $<$<NOT:$<CONFIG:Debug>>:-Wno-free-nonheap-object>)
endif()
if(HOPSPICE_WERROR)
  target_compile_options(hopspice_options INTERFACE -Werror)
endif()
if(HOPSPICE_SANITIZE)
  # The instrumentation hides initialisations from GCC 12: it warns of std::variant members.
  target_compile_options(hopspice_options INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> -fsanitize=${HOPSPICE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(hopspice_options INTERFACE -fsanitize=${HOPSPICE_SANITIZE})
endif()
