# cmake --install gives a package that find_package(hopspice) finds: headers, library, command line,
# models. A static library names the libraries it is made of in hopspiceConfig.cmake.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/hopspice)

set_target_properties(hopspice PROPERTIES VERSION ${PROJECT_VERSION}
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
file(RELATIVE_PATH library_from_binary ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
set_target_properties(hopspice_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${library_from_binary}")

install(TARGETS hopspice EXPORT hopspice_targets
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS hopspice_cli)
install(DIRECTORY include/hopspice DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY models DESTINATION ${CMAKE_INSTALL_DATADIR}/hopspice PATTERN "*.py" EXCLUDE)

install(EXPORT hopspice_targets NAMESPACE hopspice:: FILE hopspiceTargets.cmake
        DESTINATION ${package_folder})
get_target_property(library_type hopspice TYPE)
configure_package_config_file(cmake/hopspiceConfig.cmake.in hopspiceConfig.cmake
                              INSTALL_DESTINATION ${package_folder}
                              NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(hopspiceConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hopspiceConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/hopspiceConfigVersion.cmake
        DESTINATION ${package_folder})
