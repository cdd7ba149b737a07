// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPointStake, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Callee} from "../mocks/Callee.sol";
import {PasskeyTest} from "./PasskeyTest.sol";

/// @notice For tests of accounts: ERC-7579 modes, modules, and what the EntryPoint says.
abstract contract AccountTest is PasskeyTest {
    bytes32 internal constant SINGLE = bytes32(0);
    bytes32 internal constant BATCH = bytes32(bytes1(0x01));
    bytes32 internal constant DELEGATE = bytes32(bytes1(0xff));
    bytes32 internal constant TRY = bytes32(bytes2(0x0001));

    address internal constant STRANGER = address(0x57a);

    Callee internal callee;

    function setUp() public virtual override {
        super.setUp();
        callee = new Callee();
        vm.deal(address(account), 10 ether);
        vm.deal(address(otherAccount), 10 ether);
    }

    // ---- calls ------------------------------------------------------------------------------------------------------

    function singleOf(address target, uint256 value, bytes memory data) internal pure returns (bytes memory) {
        return abi.encodePacked(target, value, data);
    }

    function batchOf(Execution memory first, Execution memory second) internal pure returns (bytes memory) {
        Execution[] memory calls = new Execution[](2);
        (calls[0], calls[1]) = (first, second);
        return abi.encode(calls);
    }

    /// @dev `note(number)` of the callee.
    function noteOf(uint256 number, uint256 value) internal view returns (Execution memory) {
        return Execution({target: address(callee), value: value, callData: abi.encodeCall(Callee.note, (number))});
    }

    function failOf(string memory reason) internal view returns (Execution memory) {
        return Execution({target: address(callee), value: 0, callData: abi.encodeCall(Callee.fail, (reason))});
    }

    /// @dev Call data for the account that calls `note(number)` of the callee.
    function noteCall(uint256 number) internal view returns (bytes memory) {
        return executeCall(address(callee), 0, abi.encodeCall(Callee.note, (number)));
    }

    // ---- modules, in the account's name -----------------------------------------------------------------------------

    function installModule(uint256 moduleTypeId, address module_, bytes memory data) internal {
        vm.prank(address(account));
        account.installModule(moduleTypeId, module_, data);
    }

    function uninstallModule(uint256 moduleTypeId, address module_, bytes memory data) internal {
        vm.prank(address(account));
        account.uninstallModule(moduleTypeId, module_, data);
    }

    function assertInstalled(uint256 moduleTypeId, address module_, bool installed, string memory what) internal view {
        assertEq(account.isModuleInstalled(moduleTypeId, module_, ""), installed, what);
    }

    // ---- the EntryPoint ---------------------------------------------------------------------------------------------

    /// @dev The next call must be refused by the EntryPoint, for the first user operation.
    function expectFailedOp(string memory reason) internal {
        vm.expectRevert(abi.encodeWithSignature("FailedOp(uint256,string)", 0, reason));
    }

    function depositOf(address account_) internal view returns (uint256) {
        return IEntryPointStake(address(entryPoint)).balanceOf(account_);
    }

    function deposit(address account_, uint256 amount) internal {
        vm.deal(address(this), amount);
        IEntryPointStake(address(entryPoint)).depositTo{value: amount}(account_);
    }

    function handle(PackedUserOperation memory first, PackedUserOperation memory second) internal {
        PackedUserOperation[] memory userOps = new PackedUserOperation[](2);
        (userOps[0], userOps[1]) = (first, second);
        address payable bundler = payable(address(0xb0B0000000000000000000000000000000000001));
        vm.prank(bundler, bundler);
        entryPoint.handleOps(userOps, bundler);
    }
}
