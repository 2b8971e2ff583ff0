# Installs the build into a fresh prefix, then configures, builds and runs the consumer against it.
#   cmake -DBUILD=<build folder> -DWORK=<scratch> -DCOMPILER=<c++> -DFLAGS=<flags> -P run.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: ${status}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK}/build -G Ninja
    -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/consumer)
foreach(words "netlist: [0-9]+ amplifiers" "damaged +settled +yes +1100 +[0-9.]+ +1100 +yes")
  if(NOT output MATCHES "${words}")
    message(FATAL_ERROR "the consumer does not print `${words}`:\n${output}")
  endif()
endforeach()

# The command line that was installed, from its own place.
run(${WORK}/prefix/bin/hopspice recall ${WORK}/prefix/share/hopspice/models/xor.json -q)
